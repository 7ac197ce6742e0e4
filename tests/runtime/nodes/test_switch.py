from __future__ import annotations

from typing import Any

import pytest

from talkif_schemas.artifact import Edge, EndNode, SwitchNode
from talkif_schemas.events import CallEnded
from talkif_schemas.types import InputSpec
from tests.runtime.session.flows import END, Conversation, flow

ELSE = (Edge(kind="else", to="other"),)


def program(on: str, type_name: Any, cases: dict[str, str], edges: tuple[Edge, ...] = ELSE) -> Any:
    nodes = {
        "route": SwitchNode(type="switch", on=on, cases=cases, edges=edges),
        "end": END,
        "other": EndNode(type="end"),
    }
    return flow("route", nodes, inputs={"x": InputSpec(type=type_name)})


@pytest.mark.parametrize(
    ("type_name", "value", "case"),
    [
        ("string", "pro", "pro"),
        ("boolean", True, "true"),
        ("number", 3.0, "3"),
        ("number", 0.5, "0.5"),
        ("integer", 7, "7"),
    ],
)
def test_a_value_is_compared_as_it_is_written(type_name: Any, value: Any, case: str) -> None:
    call = Conversation(program("inputs.x", type_name, {case: "end"}), x=value)
    assert (call.path, call.reasons) == (["route", "end"], [case])


def test_what_no_case_names_takes_else_and_so_does_what_cannot_be_evaluated() -> None:
    for inputs in ({"x": "free"}, {}):
        call = Conversation(program("inputs.x + ''", "string", {"pro": "end"}), **inputs)
        assert call.path == ["route", "other"]


def test_without_else_the_call_ends_with_an_error_instead_of_hanging() -> None:
    call = Conversation(program("inputs.x", "string", {"pro": "end"}, edges=()), x="free")
    assert call.state.phase == "ending"
    assert not any(isinstance(fact, CallEnded) for fact in call.facts)
