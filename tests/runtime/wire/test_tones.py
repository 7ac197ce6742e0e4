from __future__ import annotations

import math
import struct

import pytest

from talkif_runtime.wire import g711
from talkif_runtime.wire.tones import KEYS, key_tones

FREQUENCIES_HZ = {
    "1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "4": (770, 1209), "5": (770, 1336), "6": (770, 1477),
    "7": (852, 1209), "8": (852, 1336), "9": (852, 1477), "*": (941, 1209), "0": (941, 1336), "#": (941, 1477),
}  # fmt: skip
ALL_HZ = (697, 770, 852, 941, 1209, 1336, 1477, 1633)
FULL_SCALE_DBM0 = 3.17


def levels_dbm0(audio: bytes) -> dict[int, float]:
    samples = struct.unpack(f"<{len(audio)}h", g711.decode(audio))
    found = {}
    for frequency in ALL_HZ:
        turn = 2j * math.pi * frequency / g711.RATE_HZ
        total = sum(sample * math.e ** (turn * place) for place, sample in enumerate(samples))
        found[frequency] = FULL_SCALE_DBM0 + 20 * math.log10(max(2 * abs(total) / len(samples), 1) / 32_124)
    return found


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_is_its_two_tones_and_nothing_else(key: str) -> None:
    audio = key_tones(key)
    assert g711.duration_ms(audio) == 200
    assert audio[800:] == g711.silence(100)
    levels = levels_dbm0(audio[:800])
    assert {frequency for frequency, level in levels.items() if -11 < level < -9} == set(FREQUENCIES_HZ[key])
    assert all(level < -25 for frequency, level in levels.items() if frequency not in FREQUENCIES_HZ[key])


def test_pauses_are_half_a_second_and_a_whole_one() -> None:
    assert key_tones("wW") == g711.silence(1_500)
    assert key_tones("1w2") == key_tones("1") + g711.silence(500) + key_tones("2")


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(ValueError, match="'x'"):
        key_tones("1x")
