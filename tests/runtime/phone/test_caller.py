from __future__ import annotations

from collections.abc import Sequence

import pytest

from talkif_runtime.phone.caller import (
    Act,
    Caller,
    Expect,
    HangUp,
    InterruptAfter,
    Press,
    Say,
    Silence,
    Step,
    WaitForQuiet,
)
from talkif_runtime.phone.ear import Ear, Heard
from talkif_runtime.phone.error import PhoneError
from talkif_runtime.phone.playout import FRAME_BYTES, FRAME_MS

QUIET = b"\xff" * FRAME_BYTES
VOICE = b"\x01" * FRAME_BYTES


class Scene:
    """A caller and what the bot does in each frame."""

    def __init__(self, script: Sequence[Step], speech: dict[str, bytes] | None = None) -> None:
        self.ear = Ear()
        self.caller = Caller(script, speech or {}, self.ear)
        self.at_ms = 0

    def frame(self, bot: bytes = b"", *, mark: bool = False) -> Act:
        act = self.caller.act(self.at_ms)
        self.ear.hear(self.at_ms, bot)
        if mark:
            self.ear.marked()
        self.at_ms += FRAME_MS
        return act

    def frames(self, count: int, bot: bytes = b"") -> list[Act]:
        return [self.frame(bot) for _ in range(count)]


def test_speech_is_cut_into_whole_frames_then_the_caller_listens() -> None:
    scene = Scene([Say("hi")], {"hi": VOICE + b"\x02"})
    assert [act.audio for act in scene.frames(3)] == [VOICE, b"\x02" + QUIET[1:], QUIET]
    assert scene.caller.steps_done == 1


def test_keys_are_pressed_one_by_one_with_a_gap() -> None:
    scene = Scene([Press("4#", gap_ms=40)])
    assert [act.digit for act in scene.frames(7)] == ["4", None, None, "#", None, None, None]


def test_hanging_up_is_the_last_act() -> None:
    scene = Scene([Silence(40), HangUp()])
    assert [act.hang_up for act in scene.frames(3)] == [False, False, True]
    assert scene.caller.steps_done == 2


def test_quiet_needs_speech_then_a_mark_then_a_pause() -> None:
    scene = Scene([WaitForQuiet(quiet_ms=60), HangUp()])
    scene.frames(10)
    scene.frames(5, VOICE)
    assert not any(act.hang_up for act in scene.frames(10)), "no mark came back yet"
    scene.frame(VOICE, mark=True)
    assert [act.hang_up for act in scene.frames(4)] == [False, False, False, True]


def test_a_pause_within_the_bots_speech_is_not_quiet() -> None:
    scene = Scene([WaitForQuiet(quiet_ms=100), HangUp()])
    for _ in range(3):
        scene.frame(VOICE, mark=True)
        assert not any(act.hang_up for act in scene.frames(4))


def test_speech_from_before_the_callers_own_words_is_no_answer_to_them() -> None:
    scene = Scene([Say("hi"), WaitForQuiet(quiet_ms=20, timeout_ms=200)], {"hi": VOICE * 3})
    scene.frame(VOICE, mark=True)
    with pytest.raises(PhoneError, match="step 2: the bot said nothing for 200 ms"):
        scene.frames(50)


def test_a_second_wait_wants_new_speech() -> None:
    scene = Scene([WaitForQuiet(quiet_ms=20), WaitForQuiet(quiet_ms=20, timeout_ms=200)])
    scene.frame(VOICE, mark=True)
    with pytest.raises(PhoneError, match="step 2: the bot said nothing"):
        scene.frames(50)


def test_a_bot_that_talks_on_is_told_from_a_bot_that_sends_no_mark() -> None:
    scene = Scene([WaitForQuiet(timeout_ms=200)])
    with pytest.raises(PhoneError, match="did not stop talking within 200 ms"):
        scene.frames(50, VOICE)
    scene = Scene([WaitForQuiet(quiet_ms=40, timeout_ms=200)])
    scene.frame(VOICE)
    with pytest.raises(PhoneError, match="sent no mark"):
        scene.frames(50)


def test_an_interruption_begins_after_so_much_speech() -> None:
    scene = Scene([InterruptAfter(60), Say("stop")], {"stop": VOICE})
    scene.frames(5)
    assert [act.audio for act in scene.frames(4, b"\x07" * FRAME_BYTES)] == [QUIET, QUIET, QUIET, VOICE]


def test_an_interruption_needs_enough_speech() -> None:
    scene = Scene([InterruptAfter(60, timeout_ms=200)])
    scene.frame(VOICE)
    with pytest.raises(PhoneError, match="step 1: the bot spoke for 20 ms within 200 ms, not for 60 ms"):
        scene.frames(50)


def test_expect_gets_what_was_heard_since_the_caller_spoke() -> None:
    heard: list[tuple[Heard, ...]] = []

    def check(spans: tuple[Heard, ...]) -> str | None:
        heard.append(spans)
        return None

    scene = Scene([Say("hi"), Silence(60), Expect(check)], {"hi": VOICE * 2})
    scene.frames(1)
    scene.frame(b"\x01" * FRAME_BYTES)
    scene.frames(2, b"\x02" * FRAME_BYTES)
    scene.frames(3)
    assert heard == [(Heard(40, b"\x02" * 2 * FRAME_BYTES),)]


def test_a_complaint_fails_the_step() -> None:
    scene = Scene([Silence(20), Expect(lambda _heard: "that was rude")])
    with pytest.raises(PhoneError, match="step 2: that was rude"):
        scene.frames(3)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ([Press("")], "keys"),
        ([Press("12a")], "keys"),
        ([Say("unknown")], "no speech"),
        ([HangUp(), Silence(20)], "after the caller hung up"),
    ],
)
def test_a_script_that_makes_no_sense_is_refused(script: list[Step], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Caller(script, {}, Ear())
