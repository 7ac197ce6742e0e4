"""Ways back to an agent on which its old answer is still there."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

HEAD = """\
schema: talkif.flow/v1
flow: a
start: begin
variables: {size: {type: string}, right: {type: boolean}, again: {type: boolean}}
nodes:
  begin: {type: set, assignments: {again: "false"}, next: ask}
  ask:
    type: agent
    prompt: Find out the size of the shoe.
    extract: [size]
    max_turns: 9
    next: [{if: "CONDITION", to: confirm}, {on: max_turns, to: bye}]
  bye: {type: end, say: Goodbye.}
"""
CONFIRM = """\
  confirm:
    type: agent
    prompt: "Is {{default size 'nothing'}} right?"
    max_turns: 9
    next: [{when: It is right, to: bye}, {on: max_turns, to: bye}, BACK]
"""
YES_NO = """\
  confirm:
    type: collect
    into: right
    slot: yes_no
    ask: "Is it right?"
    next: [{on: done, to: choose}, {on: gave_up, to: bye}]
  choose: {type: branch, next: [{if: "vars.right", to: bye}, {else: ask}]}
"""
FLAG = """\
  confirm: {type: set, assignments: {again: "!vars.again"}, next: choose}
  choose: {type: branch, next: [{if: "vars.again", to: ask}, {else: bye}]}
"""
KNOWN = '  confirm: {type: branch, next: [{if: "vars.size == null", to: ask}, {else: bye}]}\n'


def found(rest: str, condition: str = "vars.size != null") -> list[tuple[str, ...]]:
    """The ways of the findings."""
    findings = check_flow({"a.yaml": HEAD.replace("CONDITION", condition) + rest}, "a.yaml")
    assert not [finding for finding in findings if finding.severity == "error"], findings
    return [finding.path for finding in findings if finding.rule == "stale-answer"]


def confirm(back: str) -> str:
    return CONFIRM.replace("BACK", back)


@pytest.mark.parametrize(
    ("rest", "way"),
    [
        (confirm("{when: It is wrong, to: ask}"), ("ask", "confirm", "ask")),
        (confirm('{when: It is wrong, set: {again: "true"}, to: ask}'), ("ask", "confirm", "ask")),
        (YES_NO, ("ask", "confirm", "choose", "ask")),
    ],
)
def test_the_old_answer_is_still_there(rest: str, way: tuple[str, ...]) -> None:
    assert found(rest) == [way]


@pytest.mark.parametrize(
    "rest",
    [
        confirm('{when: It is wrong, set: {size: "null"}, to: ask}'),
        confirm("{when: It is wrong, to: bye}"),
        FLAG,
        KNOWN,
    ],
)
def test_the_old_answer_is_gone_or_the_flow_may_know(rest: str) -> None:
    assert found(rest) == []


def test_a_condition_that_does_not_need_the_answer() -> None:
    assert found(confirm("{when: It is wrong, to: ask}"), condition="vars.again") == []
