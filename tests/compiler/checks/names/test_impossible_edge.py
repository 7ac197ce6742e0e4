"""Events of the call happen where it rests, and nowhere else."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

HEAD = """\
schema: talkif.flow/v1
flow: a
start: node
variables: {x: {type: string}}
outputs: [x]
nodes:
  bye: {type: end, say: "Goodbye."}
  node: """
WAIT = "{type: wait, for: 2s, next: [{on: %s, to: bye}, {else: bye}]}"


def errors(node: str) -> list[str]:
    return [item.rule for item in check_flow({"a.yaml": HEAD + node + "\n"}, "a.yaml") if item.severity == "error"]


@pytest.mark.parametrize("event", ["human", "voicemail", "hangup", "error", '"dtmf:1"'])
def test_a_node_that_takes_its_time_has_events_of_the_call(event: str) -> None:
    assert errors(WAIT % event) == []


@pytest.mark.parametrize("event", ["done", "busy", "success"])
def test_it_has_none_of_other_nodes(event: str) -> None:
    assert errors(WAIT % event) == ["impossible-edge"]


@pytest.mark.parametrize(
    "node",
    [
        "{type: say, text: Hello., next: [{on: human, to: bye}, {else: bye}]}",
        "{type: hours, schedule: office, next: [{on: open, to: bye}, {on: closed, to: bye}, {on: hangup, to: bye}]}",
        "{type: split, weights: {a: 1, b: 1}, next: [{on: a, to: bye}, {on: b, to: bye}, {on: human, to: bye}]}",
    ],
)
def test_nothing_happens_in_a_node_that_is_left_at_once(node: str) -> None:
    assert "impossible-edge" in errors(node)


def test_a_line_may_fail_while_an_answer_is_waited_for() -> None:
    ways = "{on: done, to: bye}, {on: gave_up, to: bye}, {on: error, to: bye}"
    assert errors(f"{{type: collect, into: x, ask: What?, next: [{ways}]}}") == []


def test_where_the_wait_leads_when_it_is_over_has_to_be_said() -> None:
    assert errors(WAIT.replace(", {else: bye}", "") % "human") == ["missing-else"]
