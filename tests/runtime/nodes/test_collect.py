from __future__ import annotations

from talkif_runtime.dialogue.commands import (
    Expect,
    StartTimer,
)
from talkif_schemas.artifact import (
    Handler,
)
from talkif_schemas.types import TypeSpec
from tests.runtime.session.flows import END, Conversation, collect, flow, order_flow


class TestCollect:
    def test_a_spoken_number_becomes_digits(self) -> None:
        call = Conversation(order_flow())
        assert Expect("digits") in call.commands
        call.say("it's four one five, two two one")
        assert call.state.vars == {"order_id": "415221"}
        assert call.path == ["ask", "end"]

    def test_keys_complete_at_the_last_digit(self) -> None:
        call = Conversation(order_flow())
        call.press("123456")
        assert call.state.vars == {"order_id": "123456"}

    def test_a_handlers_key_alone_is_not_swallowed(self) -> None:
        call = Conversation(order_flow())
        call.press("0")
        call.fire("digits")
        assert call.path == ["ask", "human"]

    def test_a_number_may_begin_with_a_handlers_key(self) -> None:
        call = Conversation(order_flow())
        call.press("012345")
        assert call.state.vars == {"order_id": "012345"}

    def test_misses_lead_to_the_retry_text_and_then_to_gave_up(self) -> None:
        call = Conversation(order_flow())
        call.say("banana")
        assert call.spoken == ["Six digits."]
        call.say("banana")
        assert call.path == ["ask", "sorry"]

    def test_silence_counts_as_a_miss(self) -> None:
        call = Conversation(order_flow())
        call.hear_all()
        assert StartTimer("silence", 5_000, quiet=True) in call.commands
        call.fire("silence")
        assert call.spoken == ["Hello?"]

    def test_an_unsure_value_is_read_back(self) -> None:
        call = Conversation(order_flow(confirm="low_confidence"))
        call.say("one two three four five six", confidence=0.2)
        assert call.spoken == ["I understood 1 2 3 4 5 6. Is that right?"]
        call.say("yes that's right")
        assert call.state.vars == {"order_id": "123456"}

    def test_a_refused_value_is_asked_for_again(self) -> None:
        call = Conversation(order_flow(confirm="always"))
        call.say("one two three four five six")
        call.say("no")
        assert call.spoken == ["Six digits."]
        assert call.state.vars == {}

    def test_the_flows_own_check_decides(self) -> None:
        call = Conversation(order_flow(check="value.startsWith('9')"))
        call.say("one two three four five six")
        assert call.spoken == ["Six digits."]
        call.say("nine two three four five six")
        assert call.state.vars == {"order_id": "923456"}

    def test_what_is_no_answer_may_still_be_a_wish_that_a_handler_knows(self) -> None:
        nodes = {"ask": collect(), "sorry": END, "end": END, "human": END}
        handlers = (Handler(kind="when", when="The caller wants a person", to="human"),)
        call = Conversation(flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers))
        call.say("give me a human being")
        assert call.asked.prompt.speak is False
        call.answer(choose="human")
        assert call.path == ["ask", "human"]
