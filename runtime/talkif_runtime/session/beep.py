"""Hears the tone with which an answering machine says that it records now.

A beep is one steady tone: for at least MIN_MS nearly all power is at one frequency of its band. Each frame is held
against sine waves GRID_HZ apart, inside `audioop`, so a frame costs about 40 us, and only while somebody waits.
"""

from __future__ import annotations

import audioop
import math
import struct

from talkif_runtime.wire import g711

FRAME_MS = 20
MIN_MS = 250
MAX_MS = 1_900
"""A tone that goes on for longer is the line's own, such as the two seconds of a ring, or a fax."""
LOW_HZ, HIGH_HZ, GRID_HZ = 400, 2_500, 50
#: Share of a frame's power in the two waves next to its frequency; about 0.8 for a pure tone between them.
_PURITY = 0.65
_MIN_LEVEL = 300
_FRAME_BYTES = FRAME_MS * g711.BYTES_PER_MS
_PEAK = 16_384


def _wave(frequency_hz: int, phase: float) -> bytes:
    turns = (2 * math.pi * frequency_hz * sample / g711.RATE_HZ for sample in range(_FRAME_BYTES))
    return struct.pack(f"<{_FRAME_BYTES}h", *(round(_PEAK * math.cos(turn + phase)) for turn in turns))


_WAVES = [
    (_wave(frequency_hz, 0.0), _wave(frequency_hz, -math.pi / 2))
    for frequency_hz in range(LOW_HZ - GRID_HZ, HIGH_HZ + 2 * GRID_HZ, GRID_HZ)
]


class BeepDetector:
    """`hear` answers True once for each beep, in the frame after its end."""

    def __init__(self) -> None:
        self._rest = b""
        self._frequency: int | None = None
        """Index of the tone that is sounding."""
        self._frames = 0

    def hear(self, audio: bytes) -> bool:
        """The next piece of the caller's audio, mu-law."""
        self._rest += audio
        ended = False
        while len(self._rest) >= _FRAME_BYTES:
            frame, self._rest = self._rest[:_FRAME_BYTES], self._rest[_FRAME_BYTES:]
            ended = self._next(_tone(frame)) or ended
        return ended

    def _next(self, tone: int | None) -> bool:
        if tone is not None and self._frequency is not None and abs(tone - self._frequency) <= 1:
            self._frames += 1
            return False
        # Its first and last frame may be cut: a tone of n frames fills at least n - 1.
        beep = MIN_MS // FRAME_MS <= self._frames <= MAX_MS // FRAME_MS
        self._frequency, self._frames = tone, 0 if tone is None else 1
        return beep


def _tone(frame: bytes) -> int | None:
    """The frequency's place in the grid when the frame is one tone, else None."""
    if not g711.is_loud(frame):
        return None
    samples = g711.decode(frame)
    level = audioop.rms(samples, 2)
    if level < _MIN_LEVEL:
        return None
    powers = [
        audioop.findfactor(samples, cosine) ** 2 + audioop.findfactor(samples, sine) ** 2 for cosine, sine in _WAVES
    ]
    best = max(range(1, len(powers) - 1), key=powers.__getitem__)
    power = powers[best] + max(powers[best - 1], powers[best + 1])
    return best if power * _PEAK**2 / 2 >= _PURITY * level**2 else None
