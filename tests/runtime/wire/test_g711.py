import math
import struct

from talkif_runtime.wire import g711


def _tone(amplitude: int, duration_ms: int) -> bytes:
    return b"".join(
        struct.pack("<h", round(amplitude * math.sin(2 * math.pi * 440 * n / g711.RATE_HZ)))
        for n in range(duration_ms * g711.BYTES_PER_MS)
    )


def test_samples_survive_within_the_step_of_the_code():
    samples = struct.unpack("<160h", _tone(10_000, 20))
    heard = struct.unpack("<160h", g711.decode(g711.encode(_tone(10_000, 20))))
    # The widest step at this amplitude is 512, so the error is at most half of it.
    assert max(abs(a - b) for a, b in zip(samples, heard, strict=True)) <= 256


def test_silence_has_the_length_asked_for_and_amplitude_zero():
    silence = g711.silence(30)
    assert g711.duration_ms(silence) == 30
    assert g711.decode(silence) == bytes(2 * 240)


def test_speech_level_is_loud():
    assert g711.is_loud(g711.encode(_tone(3_000, 20)))


def test_line_noise_and_nothing_are_not_loud():
    assert not g711.is_loud(g711.encode(_tone(200, 20)))
    assert not g711.is_loud(g711.silence(20))
    assert not g711.is_loud(b"")


def test_a_click_in_a_quiet_frame_is_not_loud():
    assert not g711.is_loud(b"\x00" * 10 + g711.silence(20)[10:])
