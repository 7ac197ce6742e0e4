"""The recording of one call: caller on the left, us on the right, as the caller heard it.

Audio is kept as mu-law (8 bytes a millisecond and side; a 30 minute call needs 29 MB) and turned into a WAV file once.
"""

from __future__ import annotations

import io
import sys
import wave
from typing import Literal, TypeAlias

from talkif_runtime.wire import g711

if sys.version_info >= (3, 13):
    import audioop
else:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import audioop

_SAMPLE_BYTES = 2


RecordingState: TypeAlias = Literal["on", "off", "paused"]


class Recording:
    """Moments are milliseconds since the audio was connected. What is said while it is off takes no time in the file;
    while it is paused there is silence.
    """

    def __init__(self, state: RecordingState = "on") -> None:
        self._caller = bytearray()
        self._ours = bytearray()
        self._state: RecordingState = state
        self._off_since_ms = 0
        self._left_out_ms = 0
        self.used = state != "off"
        """Whether there is anything to keep."""

    def heard(self, audio: bytes) -> None:
        """The next piece of the caller's audio."""
        if self._state == "on":
            self._caller += audio
        elif self._state == "paused":
            self._caller += g711.SILENCE * len(audio)

    def said(self, audio: bytes, at_ms: int) -> None:
        """Audio of ours that starts to play at `at_ms`."""
        if self._state == "off":
            return
        start = self._position(at_ms)
        if start > len(self._ours):
            self._ours += g711.SILENCE * (start - len(self._ours))
        self._ours += audio if self._state == "on" else g711.SILENCE * len(audio)

    def cut(self, at_ms: int) -> None:
        """Our audio from here on was never played."""
        if self._state != "off":
            del self._ours[self._position(at_ms) :]

    def switch(self, state: RecordingState, at_ms: int) -> None:
        """From here on. Audio of ours that is still to be played does not reach over the border."""
        if state == self._state:
            return
        if self._state == "off":
            self._left_out_ms += at_ms - self._off_since_ms
            position = self._position(at_ms)
            self._caller = self._caller.ljust(position, g711.SILENCE)
        else:
            self.cut(at_ms)
        if state == "off":
            self._off_since_ms = at_ms
        self._state = state
        self.used = self.used or state != "off"

    def _position(self, at_ms: int) -> int:
        """Byte of the file for a moment at which it is not off."""
        return (at_ms - self._left_out_ms) * g711.BYTES_PER_MS

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
