"""A `switch` on a value that may be null needs no `else` where the value is surely there."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
inputs: {{plan: {{type: enum, values: [free, pro], nullable: true}}}}
variables: {{size: {{type: enum, values: [s, l], nullable: true}}}}
nodes:
  ask: {ask}
  route: {{type: switch, on: {on}, cases: {cases}}}
  bye: {{type: end, say: Goodbye.}}
"""
PLANS = "{free: bye, pro: bye}"
SIZES = "{s: bye, l: bye}"


def is_found(ask: str, on: str, cases: str) -> bool:
    findings = check_flow({"a.yaml": FLOW.format(ask=ask, on=on, cases=cases)}, "a.yaml")
    assert not [item for item in findings if item.rule in ("wrong-type", "condition-type", "condition-syntax")]
    return any(item.rule == "missing-else" for item in findings)


def guard(condition: str, otherwise: str = "bye") -> str:
    return f'{{type: branch, next: [{{if: "{condition}", to: route}}, {{else: {otherwise}}}]}}'


@pytest.mark.parametrize(
    ("ask", "on", "cases", "found"),
    [
        (guard("has(inputs.plan)"), "inputs.plan", PLANS, False),
        (guard("inputs.plan != null"), "inputs.plan", PLANS, False),
        (guard("has(inputs.plan)", "route"), "inputs.plan", PLANS, True),
        (guard("has(vars.size)"), "inputs.plan", PLANS, True),
        (guard("has(inputs.plan)"), "inputs.plan", "{free: bye}", True),
        ("{type: say, text: Hello., next: route}", "inputs.plan", PLANS, True),
        ("{type: collect, into: size, ask: Which?, next: [{on: done, to: route}, {on: gave_up, to: bye}]}",
         "vars.size", SIZES, False),
        # What an expression gives may be null.
        ("{type: set, assignments: {size: contact.company}, next: route}", "vars.size", SIZES, True),
    ],
)  # fmt: skip
def test_values_that_may_be_null(ask: str, on: str, cases: str, found: bool) -> None:
    assert is_found(ask, on, cases) is found
