from __future__ import annotations

from typing import Any

import pytest

from talkif_schemas.artifact import SetNode
from talkif_schemas.events import ConditionFailed
from talkif_schemas.types import InputSpec, TypeSpec
from tests.runtime.session.flows import END, Conversation, flow, go

PLAN = TypeSpec(type="enum", values=("free", "pro"))
ORDER = TypeSpec(type="object", properties={"total": TypeSpec(type="number")})
CODE = TypeSpec(type="string", pattern="[0-9]{4}")
VARIABLES = {"plan": PLAN, "day": TypeSpec(type="date"), "code": CODE, "order": ORDER}
INPUTS = {"given": InputSpec(type="any")}


def assigned(name: str, source: str, given: Any = None) -> tuple[dict[str, Any], list[str]]:
    """Variables afterwards, and what went wrong."""
    node = SetNode(type="set", assign={name: source}, edges=go("end"))
    call = Conversation(flow("s", {"s": node, "end": END}, variables=VARIABLES, inputs=INPUTS), given=given)
    return call.state.vars, [fact.error for fact in call.facts if isinstance(fact, ConditionFailed)]


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("plan", "Pro", "pro"),
        ("day", "2026-03-02T10:00:00Z", "2026-03-02"),
        ("code", 1234, "1234"),
        ("order", {"total": "12.5", "more": 1}, {"total": 12.5}),
        ("order", None, None),
    ],
)
def test_a_value_is_kept_as_its_type_wants_it(name: str, given: Any, value: Any) -> None:
    source = "inputs.given" if given is not None else "null"
    assert assigned(name, source, given) == ({name: value}, [])


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("plan", "gold", "for `vars.plan` the value is none of free, pro"),
        ("day", "tomorrow", "for `vars.day` the value is not a date (YYYY-MM-DD)"),
        ("code", "", "for `vars.code` the value is empty"),
        ("order", [], "for `vars.order` the value is not an object"),
        ("order", {"total": "much"}, "for `vars.order` total is not a number"),
    ],
)
def test_what_does_not_fit_leaves_the_variable_as_it_was(name: str, given: Any, problem: str) -> None:
    assert assigned(name, "inputs.given", given) == ({}, [problem])
