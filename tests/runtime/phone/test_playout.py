from __future__ import annotations

import pytest

from talkif_runtime.phone.error import PhoneError
from talkif_runtime.phone.playout import FRAME_BYTES, MAX_BUFFER_BYTES, PlayoutBuffer

A = b"a" * FRAME_BYTES
B = b"b" * FRAME_BYTES


def test_audio_is_played_in_order_one_frame_at_a_time_and_runs_dry() -> None:
    buffer = PlayoutBuffer()
    buffer.add(A + B[:80])
    buffer.add(B[80:] + b"c")
    assert [buffer.play()[1] for _ in range(4)] == [A, B, b"c", b""]


def test_a_mark_is_complete_when_the_audio_before_it_has_been_played() -> None:
    buffer = PlayoutBuffer()
    buffer.add(A)
    assert buffer.mark("a") == []
    buffer.add(B)
    assert buffer.mark("b") == []
    assert [buffer.play()[0] for _ in range(3)] == [[], ["a"], ["b"]]


def test_a_mark_in_an_empty_buffer_is_complete_at_once() -> None:
    assert PlayoutBuffer().mark("a") == ["a"]


def test_clear_drops_the_audio_and_completes_all_marks() -> None:
    buffer = PlayoutBuffer()
    buffer.add(A + B)
    buffer.mark("a")
    buffer.mark("b")
    buffer.play()
    assert buffer.clear() == ["a", "b"]
    assert buffer.play() == ([], b"")


def test_marks_keep_their_place_after_a_clear() -> None:
    buffer = PlayoutBuffer()
    buffer.add(A + A)
    buffer.play()
    buffer.clear()
    buffer.add(B)
    assert buffer.mark("b") == []
    assert [buffer.play()[0] for _ in range(2)] == [[], ["b"]]


def test_more_than_ten_minutes_of_audio_is_refused() -> None:
    buffer = PlayoutBuffer()
    buffer.add(bytes(MAX_BUFFER_BYTES))
    with pytest.raises(PhoneError, match="more audio than the carrier buffers"):
        buffer.add(b"a")
