"""`hangup`: ends the call at once."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Label, Lenient
from ..fields.lowering import Lowering
from .fields import NodeFields


class Hangup(NodeFields):
    """Ends the call at once, without a word. `end` says goodbye and gives an outcome."""

    TYPE: ClassVar[str] = "hangup"
    WAYS: ClassVar[Ways] = Ways(frozenset())
    ENDS: ClassVar[bool] = True
    INSTANT: ClassVar[bool] = True

    reason: Lenient[Label] = None
    """Why, for the log of the call."""

    def lower(self, lowering: Lowering) -> artifact.HangupNode:
        return artifact.HangupNode(
            type="hangup", reason=self.reason.value if self.reason else None, **self.shared(lowering)
        )
