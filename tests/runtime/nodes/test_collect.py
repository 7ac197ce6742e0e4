from __future__ import annotations

from typing import Any

import pytest

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


class TestSlots:
    """Each slot through the node: what is said, the value, and how it is asked back."""

    def ask(self, slot: str, kind: str, **fields: Any) -> Conversation:
        node = collect(slot=slot, pattern=None, max_digits=None, **fields)
        spec = TypeSpec.model_validate({"type": kind, "values": fields.get("values", ())})
        nodes = {"ask": node, "sorry": END, "end": END}
        return Conversation(flow("ask", nodes, variables={"order_id": spec}), call={"to": "+442079460958"})

    @pytest.mark.parametrize(
        ("slot", "kind", "said", "value", "asked_back"),
        [
            ("date", "date", "tomorrow", "2026-03-03", "Tuesday, March 3"),
            ("time", "time", "half past three", "15:30", "3:30 PM"),
            ("money", "number", "twelve fifty", 12.5, "12.5"),
            ("phone", "phone", "oh two oh seven nine four six oh nine five eight", "+442079460958", "9 5 8"),
            ("email", "email", "ana at example dot com", "ana@example.com", "ana@example.com"),
            ("name", "string", "my name is ana lópez", "Ana López", "Ana López"),
            ("address", "string", "twelve main street", "12 main street", "12 main street"),
            ("number", "integer", "twenty five", 25, "25"),
            ("yes_no", "boolean", "of course", True, "yes"),
        ],
    )
    def test_by_voice(self, slot: str, kind: str, said: str, value: Any, asked_back: str) -> None:
        call = self.ask(slot, kind, confirm="always")
        call.say(said)
        assert asked_back in call.spoken[0]
        call.say("yes")
        assert call.state.vars == {"order_id": value}

    @pytest.mark.parametrize(
        ("slot", "kind", "keys", "value"),
        [
            ("date", "date", "0512", "2026-05-12"),
            ("time", "time", "930", "09:30"),
            ("yes_no", "boolean", "2", False),
            ("enum", "enum", "2", "pro"),
        ],
    )
    def test_by_keypad(self, slot: str, kind: str, keys: str, value: Any) -> None:
        call = self.ask(slot, kind, values=("free", "pro") if slot == "enum" else ())
        call.press(f"{keys}#")
        assert call.state.vars == {"order_id": value}

    def test_half_a_piece_is_no_answer_for_a_whole_number(self) -> None:
        call = self.ask("number", "integer")
        call.say("two point five")
        assert call.state.vars == {}
        assert call.spoken == ["Six digits."]
