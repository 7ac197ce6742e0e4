"""What a `switch` decides by: whether its cases name every value, and only such values."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: route
inputs:
  i: {{type: integer, default: 1}}
  plan: {{type: enum, values: [free, pro], default: free}}
  tier: {{type: enum, values: [gold], nullable: true, required: true}}
  paid: {{type: boolean, default: false}}
  s: {{type: string, default: a}}
variables: {{x: {{type: string}}}}
nodes:
  route: {{type: switch, on: "{on}", cases: {{{cases}}}}}
  bye: {{type: end, say: Goodbye.}}
"""
RULES = ("missing-else", "unknown-case")


def found(on: str, *cases: str) -> list[tuple[str, str]]:
    shown = ", ".join(f"'{case}': bye" for case in cases)
    findings = check_flow({"a.yaml": FLOW.format(on=on, cases=shown)}, "a.yaml")
    assert not [item for item in findings if item.rule in ("condition-type", "condition-syntax", "wrong-type")]
    return [(item.rule, item.message) for item in findings if item.rule in RULES]


@pytest.mark.parametrize(
    ("on", "cases"),
    [
        ("inputs.i > 3 ? 'a' : 'b'", ("a", "b")),
        ("(inputs.i > 3 ? 'a' : inputs.i > 1 ? 'b' : inputs.plan)", ("a", "b", "free", "pro")),
        ("inputs.i > 3 ? inputs.paid : false", ("true", "false")),
        ("inputs.i > 3 ? 1 : 2", ("1", "2")),
        ("has(inputs.tier) ? inputs.tier : 'none'", ("gold", "none")),
        ("has(vars.x)", ("true", "false")),
        ("has(call.metadata.x)", ("true", "false")),
        ("inputs.s.startsWith('a')", ("true", "false")),
        ("inputs.s.matches('[0-9]+')", ("true", "false")),
        ("inputs.s in ['a', 'b']", ("true", "false")),
        ("inputs.paid && !(inputs.i > 3)", ("true", "false")),
    ],
)
def test_cases_name_every_value(on: str, cases: tuple[str, ...]) -> None:
    assert found(on, *cases) == []


@pytest.mark.parametrize(
    ("on", "cases", "rule", "message"),
    [
        ("inputs.i > 3 ? 'a' : 'b'", ("a",), "missing-else", "nothing is said for `b`"),
        ("inputs.i > 3 ? 'a' : inputs.s", ("a", "b"), "missing-else", "no `else` for other values"),
        ("inputs.i > 3 ? 'a' : inputs.tier", ("a", "gold"), "missing-else", "no `else` for other values"),
        ("bool(inputs.s)", ("true", "false"), "missing-else", "no `else` for other values"),
        ("call.metadata.x == 'a'", ("true", "false"), "missing-else", "no `else` for other values"),
        ("inputs.s.startsWith('a')", ("true",), "missing-else", "nothing is said for `false`"),
        ("has(vars.x)", ("true", "no"), "unknown-case", "`has(vars.x)` is never `no`"),
        ("inputs.i > 3 ? 'a' : 'b'", ("a", "c"), "unknown-case", "`inputs.i > 3 ? 'a' : 'b'` is never `c`"),
    ],
)
def test_a_value_is_left_out(on: str, cases: tuple[str, ...], rule: str, message: str) -> None:
    assert found(on, *cases) == [(rule, message)]
