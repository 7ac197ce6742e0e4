"""Audio of texts that never change, kept for the calls that come after. One per process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

#: About an hour of speech at 8,000 bytes a second.
MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SpeechKey:
    """Everything that the sound of a text depends on."""

    provider: str
    voice: str | None
    model: str | None
    language: str
    options: str
    """Canonical JSON of the vendor's own options."""
    text: str


class SpeechCache:
    """Least recently used audio goes first when `max_bytes` are exceeded."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._audio: OrderedDict[SpeechKey, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, key: SpeechKey) -> bytes | None:
        audio = self._audio.get(key)
        if audio is not None:
            self._audio.move_to_end(key)
        return audio

    def put(self, key: SpeechKey, audio: bytes) -> None:
        """Audio larger than the whole cache is not kept."""
        if len(audio) > self._max_bytes:
            return
        self._bytes += len(audio) - len(self._audio.pop(key, b""))
        self._audio[key] = audio
        while self._bytes > self._max_bytes:
            _, dropped = self._audio.popitem(last=False)
            self._bytes -= len(dropped)
