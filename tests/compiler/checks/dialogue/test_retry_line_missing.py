"""A line for answers that do not fit is missing only where an answer may not fit."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
variables: {x: %s}
outputs: [x]
nodes:
  ask:
    type: collect
    into: x
    ask: "What is it?"
    retries: {%s: ["Please tell me."]}
    %s
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end, say: "Goodbye."}
"""


@pytest.mark.parametrize(
    ("variable", "there", "more", "is_missing"),
    [
        ("{type: string}", "no_input", "", False),
        ("{type: string}", "no_match", "", True),
        ('{type: string, pattern: "[0-9]+"}', "no_input", "", True),
        ("{type: date}", "no_input", "", True),
        ("{type: string}", "no_input", "slot: name", True),
        ("{type: string}", "no_input", "confirm: always", True),
        ("{type: string}", "no_input", "confirm: never", False),
        ("{type: string}", "no_input", 'validate: "size(value) > 3"', True),
        ("{type: string}", "no_input", "input: [speech, dtmf]", True),
    ],
)
def test_which_lines_are_missing(variable: str, there: str, more: str, is_missing: bool) -> None:
    found = check_flow({"a.yaml": FLOW % (variable, there, more)}, "a.yaml")
    assert any(item.rule == "retry-line-missing" for item in found) == is_missing
