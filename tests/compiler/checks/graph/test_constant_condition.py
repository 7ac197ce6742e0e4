"""Names of a form of their own are compared with values of that form."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: first
inputs:
  plan: {type: enum, values: [free, pro], default: free}
  day: {type: date, required: true}
  at: {type: time, required: true}
  code: {type: string, pattern: "[0-9]+", required: true}
nodes:
  first: {type: branch, next: [{if: "CONDITION", to: bye}, {else: bye}]}
  bye: {type: end, say: "Goodbye {{plan}} {{date day}} {{time at}} {{spell code}}."}
"""


def messages(condition: str) -> list[str]:
    found = check_flow({"a.yaml": FLOW.replace("CONDITION", condition)}, "a.yaml")
    assert not [item for item in found if item.rule in ("condition-type", "undefined-variable")]
    return [item.message for item in found if item.rule == "constant-condition"]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "inputs.day == 'tomorrow'",
            "`inputs.day` is never that: `tomorrow` is no date, which is written YYYY-MM-DD",
        ),
        ("inputs.at != '25:00'", "`inputs.at` is never that: `25:00` is no time, which is written HH:MM"),
        ("inputs.code == 'x1'", "`inputs.code` is never that: `x1` does not match `[0-9]+`"),
        (
            "inputs.plan in ['free', 'gold']",
            "`inputs.plan` is never that: `gold` is none of `free` and `pro`",
        ),
        ("system.time > '9:00'", "times are compared as text, so `9:00` comes after every hour with two digits"),
    ],
)
def test_what_never_holds(condition: str, message: str) -> None:
    assert messages(condition) == [message]


@pytest.mark.parametrize(
    "condition",
    [
        "inputs.day == '2026-12-24'",
        "inputs.day >= '2026'",
        "inputs.day in ['2026-12-24', '2026-12-25'] || inputs.plan in ['free']",
        "inputs.at == '09:30' || inputs.at < '12:00'",
        "inputs.code == '12' || inputs.code > 'a'",
        "call.from == 'anonymous'",
    ],
)
def test_what_may_hold(condition: str) -> None:
    assert messages(condition) == []
