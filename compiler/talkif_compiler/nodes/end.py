"""`end`: ends the call with an outcome."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Label, Lenient, Speech
from ..fields.lowering import Lowering
from .fields import NodeFields


class End(NodeFields):
    TYPE: ClassVar[str] = "end"
    WAYS: ClassVar[Ways] = Ways(frozenset())
    ENDS: ClassVar[bool] = True
    INSTANT: ClassVar[bool] = True

    say: Speech | None = None
    """The goodbye. A template."""
    outcome: Label | None = None
    """One of the flow's `outcomes`."""
    disposition: Lenient[Label] = None
    """A remark on the outcome, for reports."""

    def lower(self, lowering: Lowering) -> artifact.EndNode:
        return artifact.EndNode(
            type="end",
            say=lowering.maybe(self.say),
            outcome=self.outcome.value if self.outcome else None,
            disposition=self.disposition.value if self.disposition else None,
            **self.shared(lowering),
        )
