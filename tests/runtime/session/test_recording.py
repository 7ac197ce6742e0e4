from __future__ import annotations

import io
import wave

from talkif_runtime.session.recording import Recording, joined, wav_duration_ms
from talkif_runtime.wire import g711

LOUD = b"\x00" * 80  # 10 ms


def channels(data: bytes) -> tuple[bytes, bytes]:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8_000)
        frames = file.readframes(file.getnframes())
    left = b"".join(frames[place : place + 2] for place in range(0, len(frames), 4))
    right = b"".join(frames[place + 2 : place + 4] for place in range(0, len(frames), 4))
    return left, right


def test_the_caller_is_left_and_we_are_right_at_the_time_we_spoke() -> None:
    recording = Recording()
    recording.heard(LOUD + g711.silence(40))
    recording.said(LOUD, 20)
    left, right = channels(recording.wav())
    assert left == g711.decode(LOUD + g711.silence(40))
    assert right == g711.decode(g711.silence(20) + LOUD + g711.silence(20))


def test_what_was_cut_off_is_not_in_it() -> None:
    recording = Recording()
    recording.heard(g711.silence(50))
    recording.said(LOUD * 4, 0)
    recording.cut(15)
    _, right = channels(recording.wav())
    assert right == g711.decode((LOUD * 2)[:120] + g711.silence(35))


def test_the_parts_of_a_call_become_one_file() -> None:
    parts = []
    for length_ms in (30, 50):
        recording = Recording()
        recording.heard(g711.silence(length_ms))
        parts.append(recording.wav())
    assert wav_duration_ms(joined(*parts)) == 80


def test_a_pause_is_silence_on_both_sides() -> None:
    recording = Recording()
    recording.heard(LOUD)
    recording.said(LOUD * 2, 0)
    recording.switch("paused", 10)
    recording.heard(LOUD)
    recording.said(LOUD, 12)
    recording.switch("on", 20)
    recording.heard(LOUD)
    recording.said(LOUD, 20)
    left, right = channels(recording.wav())
    expected = g711.decode(LOUD + g711.silence(10) + LOUD)
    assert (left, right[: len(left)]) == (expected, expected)


def test_what_is_said_while_it_is_off_takes_no_time() -> None:
    recording = Recording("off")
    assert not recording.used
    recording.heard(LOUD * 5)
    recording.said(LOUD * 5, 0)
    recording.switch("on", 50)
    recording.heard(LOUD)
    recording.said(LOUD * 3, 50)
    recording.switch("off", 60)
    recording.heard(LOUD * 5)
    recording.said(LOUD, 70)
    recording.switch("on", 110)
    recording.heard(g711.silence(10))
    recording.said(LOUD, 115)
    assert recording.used
    left, right = channels(recording.wav())
    assert left == g711.decode(LOUD + g711.silence(15))
    assert right == g711.decode(LOUD + g711.silence(5) + LOUD)


def test_cutting_while_it_is_off_leaves_what_was_recorded() -> None:
    recording = Recording()
    recording.heard(LOUD)
    recording.said(LOUD, 0)
    recording.switch("off", 10)
    recording.cut(500)
    recording.switch("off", 600)
    assert channels(recording.wav()) == (g711.decode(LOUD), g711.decode(LOUD))
