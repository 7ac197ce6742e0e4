"""`say`: speaks and goes on."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Flag, Label, Lenient, ListOf, Speech
from ..fields.lowering import Lowering
from ..fields.problems import Problems, Refused
from .fields import ONWARD, NodeFields


class Say(NodeFields):
    TYPE: ClassVar[str] = "say"
    WAYS: ClassVar[Ways] = ONWARD
    INSTANT: ClassVar[bool] = True

    text: Speech | None = None
    """What is said. A template."""
    variants: ListOf[Speech] | None = None
    """Several wordings; each visit says the next one. Templates."""
    interruptible: Flag | None = None
    """Whether the caller can cut it short. Without it, the flow's setting holds."""
    voice: Lenient[Label] = None
    """Voice for this line, instead of the flow's."""

    def verify(self, problems: Problems) -> None:
        if self.text is not None and self.variants:
            message = "a `say` node speaks either `text` or one of its `variants`, and here are both"
            place = self.mapping.entries["variants"].key.span
            problems.report("wrong-type", message, place, help="Put the text among the variants.")
            raise Refused
        if self.text is None and not self.variants:
            message = "a `say` node speaks either `text` or one of its `variants`"
            problems.report("missing-field", message, self.span, help='Write `text: "..."`.')
            raise Refused

    def lower(self, lowering: Lowering) -> artifact.SayNode:
        texts = (self.text,) if self.text is not None else self.variants
        return artifact.SayNode(
            type="say",
            text=lowering.all(texts),
            interruptible=self.takes_interruption(self.interruptible, lowering),
            voice=self.voice.value if self.voice else None,
            **self.shared(lowering),
        )
