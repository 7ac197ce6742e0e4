"""`voicemail`: leaves a message on an answering machine."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import DelayMs, Spanned, Speech, keyword
from ..fields.lowering import Lowering
from ..fields.problems import Problems
from .fields import NodeFields


class Voicemail(NodeFields):
    """Leaves a message on an answering machine."""

    TYPE: ClassVar[str] = "voicemail"
    WAYS: ClassVar[Ways] = Ways(frozenset({"always", "on"}), ("done",), ("done",))
    PAUSES: ClassVar[bool] = True

    message: Speech
    """What is left on the machine. A template."""
    after: Annotated[Spanned[str], keyword("beep", "greeting", "delay")] | None = None
    """When to speak: after the `beep` (as if left out), when the `greeting` is over, or after a `delay`."""
    delay: DelayMs | None = None
    """How long to wait, for `after: delay`."""

    def verify(self, problems: Problems) -> None:
        waits = self.after is not None and self.after.value == "delay"
        if waits and self.delay is None and self.after is not None:
            problems.report("missing-field", "`delay` is missing", self.after.span, help="Add `delay: 3s`.")
        if self.delay is not None and not waits:
            hint = "Write `after: delay`."
            problems.report("wrong-type", "`delay` belongs to `after: delay`", self.delay.span, help=hint)

    def lower(self, lowering: Lowering) -> artifact.VoicemailNode:
        return artifact.VoicemailNode(
            type="voicemail",
            message=lowering.template(self.message),
            after=self.after.value if self.after else "beep",
            delay_ms=self.delay.value if self.delay else 0,
            **self.shared(lowering),
        )
