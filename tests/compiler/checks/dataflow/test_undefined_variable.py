"""Names that nothing declares, also in a flow that declares none at all."""

from __future__ import annotations

import pytest

from talkif_compiler.diagnostics import Diagnostic
from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: route
{declared}nodes:
  route: {{type: branch, next: [{{if: "{condition}", to: talk}}, {{else: bye}}]}}
  talk: {{type: say, text: "{text}", next: bye}}
  bye: {{type: end, say: "Goodbye."}}
"""


def undefined(*, condition: str = "call.attempt > 1", text: str = "Hello.", declared: str = "") -> list[Diagnostic]:
    flow = FLOW.format(condition=condition, text=text, declared=declared)
    return [item for item in check_flow({"a.yaml": flow}, "a.yaml") if item.rule == "undefined-variable"]


@pytest.mark.parametrize(
    "declared",
    ["", "variables: {}\n", "inputs: {}\n", "variables: {x: {type: string}}\n", "inputs: {x: {type: any}}\n"],
)
@pytest.mark.parametrize("name", ["vars.a", "inputs.a"])
def test_a_name_that_is_not_declared_is_an_error(declared: str, name: str) -> None:
    for condition in (f"{name} == 1", f"has({name})", f"!(has({name}) && {name} > 1)"):
        assert {item.span.text for item in undefined(condition=condition, declared=declared)} == {"a"}, condition
    assert [item.span.text for item in undefined(text=f"{{{{{name}}}}}", declared=declared)] == [name]


def test_an_object_that_names_no_fields_may_have_any() -> None:
    declared = "inputs: {x: {type: object, default: null}}\n"
    assert undefined(condition="inputs.x.a == 1", text="{{inputs.x.b}}", declared=declared) == []


def test_a_tool_without_parameters_has_no_arguments() -> None:
    tool = "tools: {find: {description: Finds it., url: 'https://api.example.com/{{args.id}}'}}\n"
    (one,) = undefined(declared=tool)
    assert (one.span.text, one.message) == ("args.id", "there is no `id` in `args`")


def test_an_input_cannot_be_filled() -> None:
    (one,) = undefined(declared="inputs: {plan: {type: string, required: true}}\noutputs: [plan]\n")
    assert (one.span.text, one.message) == ("plan", "`plan` is an input, not a variable")


def test_a_member_is_not_filled_by_itself() -> None:
    declared = "variables: {o: {type: object, properties: {a: {type: string}}}}\noutputs: [o]\n"
    handler = "handlers: [{on: 'dtmf:1', to: bye, set: {o.a: \"'x'\"}}]\n"
    (one,) = undefined(declared=declared + handler)
    assert (one.span.text, one.message) == ("o.a", "`o.a` is a member, and a variable is filled as a whole")
