"""What the caller heard, and when."""

from __future__ import annotations

from dataclasses import dataclass

from talkif_runtime.wire import g711


@dataclass(frozen=True, slots=True)
class Heard:
    """Audio without a pause, mu-law."""

    at_ms: int
    """Since the call was answered."""
    audio: bytes


class Ear:
    """Times are milliseconds since the call was answered."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, bytearray]] = []
        self.until_ms = 0
        """When the last audio ended."""
        self.total_ms = 0
        self.finished = False
        """True when the carrier has returned a mark after the last audio: the server knows that it was played."""

    def hear(self, at_ms: int, audio: bytes) -> None:
        if not audio:
            return
        if self._spans and at_ms == self.until_ms:
            self._spans[-1][1].extend(audio)
        else:
            self._spans.append((at_ms, bytearray(audio)))
        duration_ms = g711.duration_ms(audio)
        self.until_ms = at_ms + duration_ms
        self.total_ms += duration_ms
        self.finished = False

    def marked(self) -> None:
        self.finished = True

    def heard(self, since_ms: int = 0) -> tuple[Heard, ...]:
        """The spans that ended after `since_ms`, cut to what came after it."""
        found = []
        for at_ms, audio in self._spans:
            late_ms = max(0, since_ms - at_ms)
            rest = bytes(audio[late_ms * g711.BYTES_PER_MS :])
            if rest:
                found.append(Heard(at_ms + late_ms, rest))
        return tuple(found)
