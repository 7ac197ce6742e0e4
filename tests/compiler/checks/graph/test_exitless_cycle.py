from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
handlers: [{{on: "dtmf:0", to: bye}}]
nodes:
  greet: {{type: say, text: Hello., next: {greet}}}
  round: {{type: {round}, next: {round_to}}}
  bye: {{type: end}}
"""


@pytest.mark.parametrize(
    ("greet", "node", "target", "found"),
    [
        ("greet", "dnc", "bye", {("exitless-cycle", "greet")}),
        ("round", "dnc", "greet", {("no-path-to-end", None)}),
        ("round", "dnc", "round", {("exitless-cycle", "round")}),
        # The caller presses the key while the call waits.
        ("round", "wait, for: 2s", "round", set()),
    ],
)
def test_a_circle_is_left_by_a_handler_only_where_time_passes(
    greet: str, node: str, target: str, found: set[tuple[str, str | None]]
) -> None:
    text = FLOW.format(greet=greet, round=node, round_to=target)
    rules = {"no-path-to-end", "exitless-cycle"}
    assert {(item.rule, item.node) for item in check_flow({"a.yaml": text}, "a.yaml") if item.rule in rules} == found


TALK = """\
schema: talkif.flow/v1
flow: a
start: greet
variables: {{x: {{type: string}}}}
{around}
nodes:
  greet: {{type: collect, into: x, ask: "Who?", next: [{{on: done, to: {greet}}}, {{on: gave_up, to: {greet}}}]}}
  one: {{type: agent, prompt: Chat., next: [{{when: Another, to: {one}}}{more}]}}
  gone: {{type: end}}
  hours: {{type: say, text: "From nine to five."}}
"""
UNMEANT = [
    ("handlers: [{on: hangup, to: gone}]", ""),
    ("handlers: [{on: voicemail, to: gone}]", ""),
    ("handlers: [{on: error, to: gone}]", ""),
    ("settings: {idle: {after: 8s, then: gone}}", ""),
    ("", ", {on: hangup, to: gone}"),
    ("handlers: [{on: hangup, to: gone}, {when: The hours, to: hours, return: true}]", ""),
]


def found(**parts: str) -> set[tuple[str, str | None]]:
    items = check_flow({"a.yaml": TALK.format(**parts)}, "a.yaml")
    return {(item.rule, item.node) for item in items if item.rule in ("exitless-cycle", "no-path-to-end")}


@pytest.mark.parametrize(("around", "more"), UNMEANT)
def test_the_caller_has_no_way_out(around: str, more: str) -> None:
    assert found(around=around, more=more, greet="one", one="one") == {("exitless-cycle", "one")}
    assert found(around=around, more=more, greet="one", one="greet") == {("no-path-to-end", None)}


@pytest.mark.parametrize(
    ("around", "more"),
    [
        ("handlers: [{on: hangup, to: gone}, {when: Enough, to: gone}]", ""),
        ("handlers: [{on: hangup, to: gone}, {on: 'dtmf:0', to: gone}]", ""),
        ("handlers: [{on: hangup, to: gone}]", ", {when: Enough, to: gone}"),
        ("handlers: [{on: hangup, to: gone}]", ", {on: max_turns, to: gone}"),
    ],
)
def test_the_caller_has_a_way_out(around: str, more: str) -> None:
    assert found(around=around, more=more, greet="one", one="one") == set()
    assert found(around=around, more=more, greet="one", one="greet") == set()


def test_a_conversation_without_ways_is_meant_to_last() -> None:
    flow = """\
schema: talkif.flow/v1
flow: a
start: greet
handlers: [{on: hangup, to: gone}]
nodes:
  greet: {type: say, text: Hello., next: talk}
  talk: {type: agent, prompt: Chat.}
  gone: {type: end}
"""
    rules = {item.rule for item in check_flow({"a.yaml": flow}, "a.yaml")}
    assert not rules & {"exitless-cycle", "no-path-to-end", "unreachable-node", "dead-end"}
