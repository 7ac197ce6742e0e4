"""Key tones (ITU-T Q.23, Q.24) as mu-law audio."""

from __future__ import annotations

import math
import struct

from . import g711

ON_MS = 100
OFF_MS = 100
#: Peak of each of the two tones: -10 dBm0, where the largest sample of mu-law is at +3.17 dBm0 (ITU-T G.711).
_PEAK = 32_124 * 10 ** (-13.17 / 20)
_ROWS_HZ = (697, 770, 852, 941)
_COLUMNS_HZ = (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")
_PAUSES_MS = {"w": 500, "W": 1_000}

KEYS = frozenset("0123456789*#")


def key_tones(digits: str) -> bytes:
    """Each key is followed by a pause; `w` and `W` are pauses of half a second and of a whole one.

    Raises ValueError for any other character.
    """
    return b"".join(_SOUNDS[digit] if digit in _SOUNDS else _unknown(digit) for digit in digits)


def _unknown(digit: str) -> bytes:
    raise ValueError(f"{digit!r} is not a key")


def _tone(low_hz: int, high_hz: int) -> bytes:
    samples = range(ON_MS * g711.RATE_HZ // 1_000)
    turns = [2 * math.pi * sample / g711.RATE_HZ for sample in samples]
    levels = [round(_PEAK * (math.sin(low_hz * turn) + math.sin(high_hz * turn))) for turn in turns]
    return g711.encode(struct.pack(f"<{len(levels)}h", *levels))


_SOUNDS = {
    key: _tone(low_hz, high_hz) + g711.silence(OFF_MS)
    for low_hz, keys in zip(_ROWS_HZ, _KEYS, strict=True)
    for high_hz, key in zip(_COLUMNS_HZ, keys, strict=True)
    if key in KEYS
} | {pause: g711.silence(duration_ms) for pause, duration_ms in _PAUSES_MS.items()}
