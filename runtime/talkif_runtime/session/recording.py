"""The recording of one call: caller on the left, us on the right, as the caller heard it.

Audio is kept as mu-law (8 bytes a millisecond and side; a 30 minute call needs 29 MB) and turned into a WAV file once.
"""

from __future__ import annotations

import io
import sys
import wave

from talkif_runtime.wire import g711

if sys.version_info >= (3, 13):
    import audioop
else:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import audioop

_SAMPLE_BYTES = 2


class Recording:
    """Offsets are milliseconds since the audio was connected."""

    def __init__(self) -> None:
        self._caller = bytearray()
        self._ours = bytearray()

    def heard(self, audio: bytes) -> None:
        """The next piece of the caller's audio."""
        self._caller += audio

    def said(self, audio: bytes, at_ms: int) -> None:
        """Audio of ours that starts to play at `at_ms`."""
        start = at_ms * g711.BYTES_PER_MS
        if start > len(self._ours):
            self._ours += g711.SILENCE * (start - len(self._ours))
        self._ours += audio

    def cut(self, at_ms: int) -> None:
        """Our audio from here on was never played."""
        del self._ours[at_ms * g711.BYTES_PER_MS :]

    def wav(self) -> bytes:
        """16-bit stereo PCM, 8,000 Hz. Takes milliseconds per minute of call: run it off the event loop."""
        length = max(len(self._caller), len(self._ours))
        left = g711.decode(bytes(self._caller.ljust(length, g711.SILENCE)))
        right = g711.decode(bytes(self._ours.ljust(length, g711.SILENCE)))
        stereo = audioop.add(
            audioop.tostereo(left, _SAMPLE_BYTES, 1, 0), audioop.tostereo(right, _SAMPLE_BYTES, 0, 1), _SAMPLE_BYTES
        )
        return _file(stereo)


def joined(first: bytes, second: bytes) -> bytes:
    """Two files of `Recording.wav` one after the other."""
    return _file(_frames(first) + _frames(second))


def wav_duration_ms(data: bytes) -> int:
    """Length of a file of `Recording.wav`."""
    with wave.open(io.BytesIO(data)) as file:
        return int(file.getnframes()) * 1000 // g711.RATE_HZ


def _frames(data: bytes) -> bytes:
    with wave.open(io.BytesIO(data)) as file:
        frames: bytes = file.readframes(file.getnframes())
    return frames


def _file(stereo: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(_SAMPLE_BYTES)
        out.setframerate(g711.RATE_HZ)
        out.writeframes(stereo)
    return file.getvalue()
