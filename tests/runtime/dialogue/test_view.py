from __future__ import annotations

from talkif_runtime.dialogue.state import Line, State
from talkif_runtime.dialogue.view import messages
from talkif_runtime.providers.contract import Message

CALL = Message("assistant", "", tool_calls=(("t1", "find", "{}"),))
RESULT = Message("tool", "42", tool_call_id="t1")


def state(*said: Message, first_line: int = 0) -> State:
    return State(
        dialogue=tuple(Line(message, number=place) for place, message in enumerate(said)), first_line=first_line
    )


def test_a_result_follows_its_call_although_the_caller_spoke_in_between() -> None:
    hello = Message("user", "hello?")
    assert messages(state(CALL, hello, RESULT)) == (CALL, RESULT, hello)


def test_a_call_whose_result_never_came_gets_one_that_says_so() -> None:
    hello = Message("user", "hello?")
    answered = messages(state(CALL, hello))
    assert [message.role for message in answered] == ["assistant", "tool", "user"]
    assert answered[1].tool_call_id == "t1"


def test_a_result_whose_call_is_before_the_view_is_left_out() -> None:
    bye = Message("user", "bye")
    assert messages(state(CALL, RESULT, bye), since=1) == (bye,)
    assert messages(state(CALL, RESULT, bye, first_line=2)) == (bye,)
