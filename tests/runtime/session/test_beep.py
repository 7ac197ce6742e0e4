from __future__ import annotations

import math
import random
import struct

import pytest

from talkif_runtime.session.beep import BeepDetector
from talkif_runtime.wire import g711
from talkif_runtime.wire.tones import key_tones


def tone(*frequencies_hz: int, duration_ms: int = 500, level: int = 8_000, noise: float = 0.0) -> bytes:
    chance = random.Random(1)
    count = duration_ms * g711.BYTES_PER_MS
    peak = level / len(frequencies_hz)
    samples = [
        int(
            sum(peak * math.sin(2 * math.pi * hz * place / g711.RATE_HZ) for hz in frequencies_hz)
            + chance.gauss(0, noise)
        )
        for place in range(count)
    ]
    return g711.encode(struct.pack(f"<{count}h", *samples))


def beeps(audio: bytes, *, piece_bytes: int = 160) -> int:
    detector = BeepDetector()
    heard = g711.silence(310) + audio + g711.silence(300)
    return sum(detector.hear(heard[at : at + piece_bytes]) for at in range(0, len(heard), piece_bytes))


@pytest.mark.parametrize("frequency_hz", [400, 425, 440, 1_000, 1_024, 1_413, 2_000, 2_500])
@pytest.mark.parametrize("duration_ms", [270, 500, 1_000])
def test_a_steady_tone_is_a_beep(frequency_hz: int, duration_ms: int) -> None:
    assert beeps(tone(frequency_hz, duration_ms=duration_ms)) == 1
    assert beeps(tone(frequency_hz, duration_ms=duration_ms, level=1_500, noise=150)) == 1


def test_frames_of_any_length_are_heard_alike() -> None:
    assert [beeps(tone(1_000), piece_bytes=size) for size in (80, 160, 333, 4_000)] == [1, 1, 1, 1]


def test_two_beeps_are_two() -> None:
    assert beeps(tone(1_000) + g711.silence(200) + tone(800)) == 2


def test_other_sounds_are_none() -> None:
    chance = random.Random(2)
    hiss = g711.encode(struct.pack("<40000h", *(int(chance.gauss(0, 4_000)) for _ in range(40_000))))
    others = {
        "silence": b"",
        "a click": tone(1_000, duration_ms=200),
        "a fax": tone(1_100, duration_ms=3_000),
        "a ring": tone(440, 480, duration_ms=2_000),
        "a dial tone": tone(350, 440, duration_ms=1_500),
        "a busy line": tone(480, 620),
        "keys": key_tones("0123456789*#"),
        "hiss": hiss,
        "a siren": b"".join(tone(hz, duration_ms=40) for hz in range(500, 2_000, 150)),
        "a murmur": tone(1_000, level=100),
    }
    assert [name for name, audio in others.items() if beeps(audio)] == []
