from __future__ import annotations

from typing import Any

import orjson
import pytest

from talkif_runtime.dialogue.commands import CancelModel
from talkif_schemas.artifact import AgentNode, Edge, EndNode, ExtractNode, SayNode
from talkif_schemas.events import LlmFailed, SpeechStarted, ToolRequest
from talkif_schemas.types import TypeSpec
from tests.runtime.session.flows import END, Conversation, flow, go, on, text

NUMBER = TypeSpec(type="number")
ORDER = TypeSpec(type="object", properties={"id": TypeSpec(type="string", pattern="[0-9]{6}"), "total": NUMBER})


def program(shape: TypeSpec = ORDER, *, first: str = "talk", **fields: Any) -> Any:
    nodes = {
        "talk": AgentNode(
            type="agent", prompt=text("Help."), greeting=text("How can I help?"), interruptible=True,
            edges=(Edge(kind="when", when="done", to="next"),),
        ),
        "next": AgentNode(
            type="agent", prompt=text("Ask."), greeting=text("Anything else?"), interruptible=True,
            edges=(Edge(kind="when", when="done", to="moment"),),
        ),
        "moment": SayNode(type="say", text=(text("One moment."),), interruptible=True, edges=go("read")),
        "read": ExtractNode(
            type="extract", into="order", shape=shape, edges=on(success="end", failure="sorry"), **fields
        ),
        "end": END,
        "sorry": EndNode(type="end"),
    }  # fmt: skip
    return flow(first, nodes, variables={"order": shape})


def reading(*args: Any, **fields: Any) -> Conversation:
    call = Conversation(program(*args, **fields))
    call.say("my order is 123456")
    call.answer(choose="next")
    call.say("it was twelve dollars")
    call.answer(choose="moment")
    return call


def record(**arguments: Any) -> tuple[ToolRequest, ...]:
    return (ToolRequest(id="t1", name="record_values", arguments=arguments),)


def test_the_model_is_offered_a_function_made_from_the_type_and_says_nothing() -> None:
    prompt = reading(about=text("The order of the call.")).asked.prompt
    assert [tool.name for tool in prompt.tools] == ["record_values"]
    assert prompt.tools[0].parameters["properties"] == {
        "id": {"type": "string", "pattern": "[0-9]{6}"},
        "total": {"type": "number"},
    }
    assert not prompt.speak
    assert "2026-03-02" in prompt.system
    assert "The order of the call." in prompt.system


def test_what_fits_fills_the_variable() -> None:
    call = reading()
    call.answer(tool_calls=record(id=123456, total="12", noise="x"))
    assert call.state.vars == {"order": {"id": "123456", "total": 12.0}}
    assert call.path[-2:] == ["read", "end"]


def test_the_model_is_told_once_what_was_wrong() -> None:
    call = reading()
    call.answer(tool_calls=record(id="12", total=12))
    told = call.asked.prompt.messages[-1]
    assert "id does not match" in orjson.loads(told.text)["error"]
    call.answer(tool_calls=record(id="12"))
    assert call.path[-1] == "sorry"
    assert "id does not match" in call.reasons[-1]
    assert call.state.vars == {}


@pytest.mark.parametrize("arguments", [{}, {"id": None, "total": ""}])
def test_finding_nothing_is_a_failure(arguments: dict[str, Any]) -> None:
    call = reading()
    call.answer(tool_calls=record(**arguments))
    assert (call.path[-1], call.reasons[-1]) == ("sorry", "nothing was found")


def test_a_model_that_answers_with_words_or_fails_is_a_failure() -> None:
    call = reading()
    call.answer(says="The order is 123456.")
    assert call.path[-1] == "sorry"
    call = reading()
    call.send(LlmFailed(at_ms=call.later(), request=call.state.request or 0, code="timeout", spoken=""))
    assert (call.path[-1], call.reasons[-1]) == ("sorry", "timeout")


def test_a_value_that_is_no_object_has_a_parameter_of_its_own() -> None:
    call = reading(TypeSpec(type="list", items=NUMBER))
    assert call.asked.prompt.tools[0].parameters["properties"]["value"]["type"] == "array"
    call.answer(tool_calls=record(value=[1, "2"]))
    assert call.state.vars == {"order": [1, 2.0]}


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("call", ["How can I help?", "my order is 123456", "Anything else?", "it was twelve dollars", "One moment."]),
        ("node", ["Anything else?", "it was twelve dollars", "One moment."]),
        ("last", ["it was twelve dollars"]),
    ],
)
def test_what_is_read(source: Any, seen: list[str]) -> None:
    assert [message.text for message in reading(source=source).asked.prompt.messages] == seen


def test_with_nothing_said_nobody_is_asked() -> None:
    call = Conversation(program(first="read"))
    assert (call.path, call.reasons) == (["read", "sorry"], ["nothing has been said"])


def test_the_caller_may_cut_in_without_losing_the_answer() -> None:
    call = reading()
    call.send(SpeechStarted(at_ms=call.later()))
    assert not any(isinstance(command, CancelModel) for command in call.commands)
    call.cut_in("hello?")
    call.answer(tool_calls=record(id="123456"))
    assert call.path[-1] == "end"
