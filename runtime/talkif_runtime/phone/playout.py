"""Twilio's play-out buffer of one stream: received audio waits here and is played in order, in real time."""

from __future__ import annotations

from collections import deque

from talkif_runtime.wire import g711

from .error import PhoneError

FRAME_MS = 20
FRAME_BYTES = FRAME_MS * g711.BYTES_PER_MS
#: Twilio takes no more than ten minutes of audio (its warning 31931).
MAX_BUFFER_BYTES = 10 * 60 * g711.RATE_HZ


class PlayoutBuffer:
    """Every method that may complete marks returns their names, in order; the carrier sends them back."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._played_bytes = 0
        self._marks: deque[tuple[int, str]] = deque()

    def add(self, audio: bytes) -> None:
        """Raises PhoneError when the buffer is full."""
        if len(self._waiting) + len(audio) > MAX_BUFFER_BYTES:
            raise PhoneError("the server sent more audio than the carrier buffers")
        self._waiting += audio

    def mark(self, name: str) -> list[str]:
        """The mark is complete when the audio that waits now has been played; at once when none does."""
        self._marks.append((self._played_bytes + len(self._waiting), name))
        return self._complete()

    def clear(self) -> list[str]:
        """Drop what has not been played. All marks are complete."""
        self._waiting.clear()
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def play(self) -> tuple[list[str], bytes]:
        """The marks that the frames up to now completed, and the audio of the next frame: short or empty when dry."""
        completed = self._complete()
        audio = bytes(self._waiting[:FRAME_BYTES])
        del self._waiting[:FRAME_BYTES]
        self._played_bytes += len(audio)
        return completed, audio

    def _complete(self) -> list[str]:
        names = []
        while self._marks and self._marks[0][0] <= self._played_bytes:
            names.append(self._marks.popleft()[1])
        return names
