"""`wait`: waits and goes on."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import HandlerFields, Ways
from ..fields.leaves import DurationMs
from ..fields.lowering import Lowering
from .fields import RESTING, NodeFields


class Wait(NodeFields):
    """Waits in silence and goes on."""

    TYPE: ClassVar[str] = "wait"
    WAYS: ClassVar[Ways] = RESTING
    PAUSES: ClassVar[bool] = True

    for_: DurationMs
    """How long: `2s`."""

    def is_left_by(self, handler: HandlerFields) -> bool:
        # The caller can speak, though only handlers listen, and the wait being over counts as `done`.
        is_done = handler.on is not None and handler.on.value == "done"
        return is_done or handler.when is not None or super().is_left_by(handler)

    def lower(self, lowering: Lowering) -> artifact.WaitNode:
        return artifact.WaitNode(type="wait", for_ms=self.for_.value, **self.shared(lowering))
