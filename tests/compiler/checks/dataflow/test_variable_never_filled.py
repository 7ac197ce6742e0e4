"""Whatever gives a variable a value counts, wherever it stands; what cannot be read may be what fills it."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
variables: {{x: {{type: any}}}}
outputs: [x]
{section}
nodes:
  greet: {greet}
  bye: {{type: end, say: "Goodbye."}}
"""
INNER = """\
schema: talkif.flow/v1
flow: inner
start: ask
variables: {y: {type: string}}
outputs: [y]
nodes:
  ask: {type: collect, into: y, ask: What?, next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
"""
WAYS = "next: [{on: success, to: bye}, {on: failure, to: bye}]"
HELLO = "{type: say, text: Hello., next: bye}"


def found(greet: str, section: str = "") -> list[str]:
    files = {"a.yaml": FLOW.format(greet=greet, section=section), "inner.yaml": INNER}
    return [item.span.text for item in check_flow(files, "a.yaml") if item.rule == "variable-never-filled"]


@pytest.mark.parametrize(
    "greet",
    [
        "{type: collect, into: x, ask: What?, next: [{on: done, to: bye}, {on: gave_up, to: bye}]}",
        "{type: agent, prompt: Ask., extract: [x], next: [{when: The caller is done, to: bye}]}",
        f"{{type: extract, into: x, {WAYS}}}",
        f"{{type: http, url: 'https://api.example.com', into: x, {WAYS}}}",
        "{type: set, assignments: {x: '1'}, next: bye}",
        "{type: say, text: Hello., next: [{if: call.attempt > 1, to: bye, set: {x: '1'}}, {else: bye}]}",
        "{type: subflow, flow: inner, outputs: {x: y}, next: [{on: 'exit:done', to: bye}]}",
        "{type: collect, into: y, ask: What?, next: [{on: done, to: bye}, {on: gave_up, to: bye}]}",
        "{type: sya, text: Hello., next: bye}",
    ],
)
def test_it_is_filled_or_may_be(greet: str) -> None:
    assert found(greet) == []


def test_a_handler_fills_it() -> None:
    assert found(HELLO, "handlers: [{on: 'dtmf:0', to: bye, set: {x: '1'}}]") == []


def test_nothing_fills_it() -> None:
    assert found(HELLO) == ["x"]
