import struct

import numpy as np
import pytest

from talkif_runtime.providers.tts.downsample import to_mulaw
from talkif_runtime.wire import g711

RATE_HZ = 22_050


def _tone(frequency_hz: float) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * frequency_hz * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)


def _level_db(audio: bytes) -> float:
    samples = np.array(struct.unpack(f"<{len(audio)}h", g711.decode(audio)))[400:-400] / 32_768
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


def test_a_second_stays_a_second():
    assert g711.duration_ms(to_mulaw(_tone(440), RATE_HZ)) == 1_000


@pytest.mark.parametrize("frequency_hz", [300, 1_000, 3_000])
def test_speech_frequencies_pass(frequency_hz):
    assert _level_db(to_mulaw(_tone(frequency_hz), RATE_HZ)) == pytest.approx(-9.03, abs=0.3)


@pytest.mark.parametrize("frequency_hz", [4_200, 5_000, 8_000])
def test_what_would_fold_back_into_speech_is_gone(frequency_hz):
    assert _level_db(to_mulaw(_tone(frequency_hz), RATE_HZ)) < -50


def test_other_rates_work():
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)).astype(np.float32)
    assert _level_db(to_mulaw(tone, 16_000)) == pytest.approx(-9.03, abs=0.3)


def test_nothing_gives_nothing():
    assert to_mulaw(np.zeros(0, np.float32), RATE_HZ) == b""
