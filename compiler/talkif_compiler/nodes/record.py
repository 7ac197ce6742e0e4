"""`record`: turns the recording of the call on or off."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Spanned, keyword
from ..fields.lowering import Lowering
from .fields import RESTING, NodeFields


class Record(NodeFields):
    """Turns the recording of the call on or off from here on, and goes on."""

    TYPE: ClassVar[str] = "record"
    WAYS: ClassVar[Ways] = RESTING

    action: Annotated[Spanned[str], keyword("start", "stop", "pause", "resume")]
    """`pause` leaves a silence in the recording until `resume`."""

    @property
    def rests(self) -> bool:
        # What starts a recording waits until what was said before has been heard.
        return self.action.value in ("start", "resume") or not self.next

    def lower(self, lowering: Lowering) -> artifact.RecordNode:
        return artifact.RecordNode(type="record", action=self.action.value, **self.shared(lowering))
