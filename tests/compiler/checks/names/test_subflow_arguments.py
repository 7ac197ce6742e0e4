from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

CALLER = """\
schema: talkif.flow/v1
flow: caller
inputs: {list: {type: list, items: {type: string}, required: true}, part: {type: number, required: true}}
variables: {topic: {type: string}}
start: ask
nodes:
  ask: {type: branch, next: [{if: "has(contact.company)", to: known}, {else: run}]}
  known: {type: set, assignments: {topic: "'a'"}, next: RUN}
  run: {type: subflow, flow: other, inputs: {plan: GIVEN}, next: [{on: "exit:done", to: bye}]}
  bye: {type: end, say: "Goodbye {{default topic 'you'}}."}
"""
OTHER = """\
schema: talkif.flow/v1
flow: other
inputs: {plan: {type: string, required: true}}
start: bye
nodes:
  bye: {type: end, say: "Your plan is {{plan}}."}
"""


def findings(given: str, *, known: bool = False, other: str = OTHER) -> list[tuple[str, str, str]]:
    """`known`: only calls whose contact has a company come to the sub-flow."""
    caller = CALLER.replace("GIVEN", f'"{given}"').replace("RUN", "run")
    caller = caller.replace("{else: run}", "{else: bye}") if known else caller
    found = check_flow({"flows/caller.yaml": caller, "flows/other.yaml": other}, "flows/caller.yaml")
    found = tuple(item for item in found if item.rule != "unused-declaration")
    return [(item.rule, item.severity, item.span.text.strip('"')) for item in found]


@pytest.mark.parametrize(
    "given",
    ["inputs.list[0]", "string(1.0 / inputs.part)", "null"],
)
def test_what_may_fail_or_be_null_does_not_give_a_required_input(given: str) -> None:
    assert findings(given) == [("subflow-arguments", "error", given)]


def test_a_field_of_the_contact_that_may_be_empty_is_a_warning() -> None:
    given = "contact.company"
    assert findings(given) == [("subflow-arguments", "warning", given)]
    assert findings(given, known=True) == []


@pytest.mark.parametrize(
    "given",
    [
        "'pro'",
        "call.id",
        "string(inputs.part)",
        "has(contact.company) ? contact.company : 'none'",
        "size(inputs.list) > 0 ? inputs.list[0] : 'none'",
    ],
)
def test_what_gives_a_value_on_every_call_is_fine(given: str) -> None:
    assert findings(given) == []


@pytest.mark.parametrize("spec", ["{type: string}", "{type: string, default: free}"])
def test_what_is_not_required_may_be_left_out(spec: str) -> None:
    other = OTHER.replace("{type: string, required: true}", spec).replace("{{plan}}", "{{default plan 'free'}}")
    assert findings("inputs.list[0]", other=other) == []


def test_one_mistake_is_one_finding() -> None:
    assert findings("vars.topic") == [("maybe-unset-variable", "error", "vars.topic")]
    assert findings("vars.nosuch[0]") == [("undefined-variable", "error", "nosuch")]
