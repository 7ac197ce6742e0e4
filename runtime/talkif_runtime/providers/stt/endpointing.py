"""Finds utterances in caller audio by energy, for recognisers that do not do it. Pure: the audio is its clock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

from ...wire import g711

FRAME_MS = 20
FRAME_BYTES = FRAME_MS * g711.BYTES_PER_MS
#: Speech starts after so much loud audio without a pause, and ends with so much quiet.
_START_MS = 60
_QUIET_MS = 600
#: What is kept of the audio before the start, where soft consonants are.
_LEAD_MS = 240


@dataclass(frozen=True, slots=True)
class Started:
    """The caller began to speak."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The caller fell silent. `audio` begins a little before the speech and ends `quiet_ms` after it."""

    audio: bytes
    quiet_ms: int


Found: TypeAlias = Started | Ended


class Endpointer:
    """An utterance that reaches `max_ms` is cut: a noisy line would otherwise never end one."""

    def __init__(self, *, max_ms: int = 15_000) -> None:
        self._max_frames = max_ms // FRAME_MS
        self._lead: deque[bytes] = deque(maxlen=_LEAD_MS // FRAME_MS)
        self._utterance: list[bytes] = []
        self._partial = b""
        self._loud = 0
        self._quiet = 0

    def push(self, audio: bytes) -> list[Found]:
        """What the audio, of any length, brings about."""
        data = self._partial + audio
        whole_bytes = len(data) - len(data) % FRAME_BYTES
        self._partial = data[whole_bytes:]
        found: list[Found] = []
        for start in range(0, whole_bytes, FRAME_BYTES):
            frame = data[start : start + FRAME_BYTES]
            event = self._inside(frame) if self._utterance else self._outside(frame)
            if event is not None:
                found.append(event)
        return found

    def _outside(self, frame: bytes) -> Started | None:
        self._lead.append(frame)
        self._loud = self._loud + 1 if g711.is_loud(frame) else 0
        if self._loud < _START_MS // FRAME_MS:
            return None
        self._utterance = list(self._lead)
        self._lead.clear()
        self._quiet = 0
        return Started()

    def _inside(self, frame: bytes) -> Ended | None:
        self._utterance.append(frame)
        self._quiet = 0 if g711.is_loud(frame) else self._quiet + 1
        if self._quiet < _QUIET_MS // FRAME_MS and len(self._utterance) < self._max_frames:
            return None
        ended = Ended(b"".join(self._utterance), self._quiet * FRAME_MS)
        self._utterance = []
        self._loud = 0
        return ended
