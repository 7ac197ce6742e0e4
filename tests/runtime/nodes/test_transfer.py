from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.dialogue.commands import AskModel, Transfer
from talkif_schemas.artifact import CollectNode, EndNode, NumberRef, Opening, TransferNode, Window
from talkif_schemas.events import ActRequested, CallEnded, LlmFailed, ToolRequest, TransferFinished
from talkif_schemas.types import TypeSpec
from tests.runtime.session.flows import END, Conversation, collect, flow, on, text

DESK = NumberRef(number="desk")


def program(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "type": "transfer",
        "to": (text("+14155550123"),),
        "say": text("One moment."),
        "ring_ms": 20_000,
        "edges": on(busy="sorry", success="end"),
    }
    ask: CollectNode = collect(edges=on(done="human"))
    nodes = {
        "ask": ask,
        "human": TransferNode(**(fields | changes)),
        "sorry": EndNode(type="end", say=text("Busy.")),
        "end": END,
    }
    return flow("ask", nodes, variables={"order_id": TypeSpec(type="string")})


def transferring(**changes: Any) -> Conversation:
    """Monday, 9 o'clock and a few seconds."""
    call = Conversation(program(**changes))
    call.say("one two three four five six")
    assert call.path[:2] == ["ask", "human"]
    return call


def handed_over(call: Conversation) -> Transfer:
    return next(command for command in call.commands if isinstance(command, Transfer))


def test_the_caller_hears_why_before_they_are_handed_over() -> None:
    call = transferring()
    assert not any(isinstance(command, Transfer) for command in call.commands)
    call.hear_all()
    assert Transfer("call_1:1", ("+14155550123",), 20_000, None) in call.commands


def test_busy_comes_back_as_an_edge_and_completed_ends_the_call_with_an_outcome() -> None:
    call = transferring()
    call.hear_all()
    call.send(TransferFinished(at_ms=call.later(), status="busy"))
    assert call.spoken == ["Busy."]
    call = transferring()
    call.hear_all()
    call.send(TransferFinished(at_ms=call.later(), status="completed"))
    ended = call.facts[-1]
    assert isinstance(ended, CallEnded)
    assert (ended.reason, ended.outcome) == ("transferred", "done")


def test_numbers_keep_their_order_and_their_names() -> None:
    call = transferring(to=(DESK, text("{{missing}}"), text("sip:desk@example.com")), caller_id=DESK)
    call.hear_all()
    assert handed_over(call).targets == (DESK, "sip:desk@example.com")
    assert handed_over(call).caller_id == DESK
    act = next(fact for fact in call.facts if isinstance(fact, ActRequested))
    assert act.target == "desk, sip:desk@example.com"


@pytest.mark.parametrize(("opens", "path"), [("08:00", ["ask", "human"]), ("09:01", ["ask", "human", "sorry"])])
def test_outside_of_its_hours_nobody_is_dialled(opens: str, path: list[str]) -> None:
    hours = Opening(timezone="account", windows=(Window(days=(1,), opens=opens, closes="17:00"),))
    call = transferring(hours=hours, edges=on(closed="sorry", failure="end"))
    assert call.path == path


def test_a_whisper_is_rendered_for_the_colleague() -> None:
    call = transferring(whisper=text("Order {{order_id}}."))
    call.hear_all()
    assert handed_over(call).whisper == "Order 123456."


class TestWarm:
    def call(self, **changes: Any) -> Conversation:
        return transferring(
            mode="warm", briefing=text("Say what order {{order_id}} is about."), whisper=text("A caller."), **changes
        )

    def test_a_model_writes_the_briefing_while_the_caller_is_told_to_wait(self) -> None:
        call = self.call()
        asked: AskModel = call.asked
        assert asked.utterance == 0, "the caller does not hear it"
        assert asked.prompt.system.startswith("Say what order 123456 is about.")
        assert [message.text for message in asked.prompt.messages][-1] == "One moment."
        call.hear_all()
        assert not any(isinstance(command, Transfer) for command in call.commands)
        told = ToolRequest(id="1", name="tell_colleague", arguments={"text": "Ana asks for order 123456."})
        call.answer(tool_calls=(told,))
        assert handed_over(call).whisper == "A caller. Ana asks for order 123456."

    def test_a_model_that_just_writes_is_understood_too(self) -> None:
        call = self.call()
        call.hear_all()
        call.answer(says="Ana asks for her order.")
        assert handed_over(call).whisper == "A caller. Ana asks for her order."

    def test_without_a_model_the_caller_is_handed_over_all_the_same(self) -> None:
        call = self.call()
        call.hear_all()
        assert call.state.request is not None
        call.send(LlmFailed(at_ms=call.later(), request=call.state.request, code="timeout", spoken=""))
        assert call.spoken == []
        assert handed_over(call).whisper == "A caller."


@pytest.mark.parametrize("briefing", [None, text("Tell them.")])
def test_cold_asks_no_model(briefing: Any) -> None:
    call = transferring(briefing=briefing)
    assert call.state.request is None
