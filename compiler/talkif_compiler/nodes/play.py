"""`play`: plays a recording and goes on."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Data, Flag, Lenient, PositiveCount
from ..fields.lowering import Lowering
from .fields import RESTING, NodeFields


class Play(NodeFields):
    """Plays a recording and goes on."""

    TYPE: ClassVar[str] = "play"
    WAYS: ClassVar[Ways] = RESTING

    audio: Data
    """Address (https) of WAV or MP3 audio."""
    loop: Lenient[PositiveCount] = None
    """Times that it is played; once if left out."""
    interruptible: Flag | None = None
    """Whether the caller can cut it short. Without it, the flow's setting holds."""

    def lower(self, lowering: Lowering) -> artifact.PlayNode:
        return artifact.PlayNode(
            type="play",
            audio=lowering.template(self.audio),
            loop=self.loop.value if self.loop else 1,
            interruptible=self.takes_interruption(self.interruptible, lowering),
            **self.shared(lowering),
        )
