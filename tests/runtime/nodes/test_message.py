from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.dialogue.commands import SendText
from talkif_schemas.artifact import EndNode, MessageNode, NumberRef
from talkif_schemas.events import ActRequested, ToolFinished
from tests.runtime.session.flows import END, Conversation, flow, on, text


def program(**changes: Any) -> Any:
    fields: dict[str, Any] = {"type": "message", "to": text("{{call.from}}"), "text": text(" Hello {{account.name}} ")}
    node = MessageNode(**(fields | changes), edges=on(success="end", failure="sorry"))
    return flow("sms", {"sms": node, "sorry": EndNode(type="end"), "end": END})


def sent(call: Conversation) -> SendText:
    return next(command for command in call.commands if isinstance(command, SendText))


def test_a_message_goes_out_once_for_a_visit_from_the_number_of_the_call() -> None:
    call = Conversation(program())
    assert sent(call) == SendText(1, "call_1:1", "+1", "+2", "Hello Acme")
    act = next(fact for fact in call.facts if isinstance(fact, ActRequested))
    assert (act.key, act.kind, act.target, act.segments) == ("call_1:1", "message", "+1", 1)


def test_the_journal_knows_what_a_message_is_charged_for() -> None:
    call = Conversation(program(text=text("It’s done. " * 20)))
    assert [fact.segments for fact in call.facts if isinstance(fact, ActRequested)] == [4]


def test_names_of_the_environment_stay_names() -> None:
    desk, shop = NumberRef(number="desk"), NumberRef(number="shop")
    command = sent(Conversation(program(to=desk, sender=shop)))
    assert (command.to, command.sender) == (desk, shop)


@pytest.mark.parametrize(("status", "last"), [("success", "end"), ("failure", "sorry")])
def test_how_it_went_is_an_edge(status: Any, last: str) -> None:
    call = Conversation(program())
    error = None if status == "success" else "21211 Invalid 'To' Phone Number"
    call.send(ToolFinished(at_ms=5, request=1, status=status, result={"id": "SM1"}, error=error, took_ms=5))
    assert call.path == ["sms", last]
    assert call.state.last["error"] == error


@pytest.mark.parametrize("change", [{"to": text("{{missing}}")}, {"text": text(" ")}])
def test_a_message_without_receiver_or_text_fails_without_being_sent(change: Any) -> None:
    call = Conversation(program(**change))
    assert not any(isinstance(command, SendText) for command in call.commands)
    assert call.path == ["sms", "sorry"]
