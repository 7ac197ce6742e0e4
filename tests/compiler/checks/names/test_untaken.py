"""An edge that a node cannot have is one finding, and what it means to take is not missed as well."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: node
variables: {x: {type: string}}
outputs: [x]
tools: {find: {description: Finds an order., url: "https://api.example.com/order"}}
nodes:
  bye: {type: end, say: "Goodbye."}
  node: {NODE}
"""
OTHER = """\
schema: talkif.flow/v1
flow: other
outcomes: [yes_x, no_x]
start: ask
nodes:
  ask:
    type: menu
    ask: Which?
    choices: {a: {dtmf: 1, to: good}}
    next: [{on: no_input, to: bad}, {on: no_match, to: bad}]
  good: {type: end, outcome: yes_x}
  bad: {type: end, outcome: no_x}
"""
TOOL = "type: tool, tool: find, next: "
ASK = "type: collect, into: x, ask: What?, next: "
RUN = "type: subflow, flow: other, next: "


def errors(node: str) -> list[str]:
    files = {"a.yaml": FLOW.replace("NODE", node), "other.yaml": OTHER}
    return [item.rule for item in check_flow(files, "a.yaml") if item.severity == "error"]


@pytest.mark.parametrize(
    "node",
    [
        TOOL + "[{on: succes, to: bye}, {on: failure, to: bye}]",
        TOOL + "[{on: success, to: bye}, {else: bye}]",
        ASK + "[{on: done, to: bye}, {else: bye}]",
        ASK + "[{on: done, to: bye}, {on: gaveup, to: bye}]",
        ASK + '[{if: "1 < 2", to: bye}, {on: done, to: bye}, {on: gave_up, to: bye}]',
        "type: hours, windows: [{days: [mon], from: '09:00', to: '17:00'}], next: [{on: open, to: bye}, {else: bye}]",
        "type: wait, for: 2s, next: [{on: done, to: bye}]",
        RUN + "bye",
        RUN + '[{on: "exit:yes_x", to: bye}, {else: bye}]',
        RUN + '[{on: "exit:yes_x", to: bye}, {on: no_x, to: bye}]',
    ],
)
def test_one_finding(node: str) -> None:
    assert errors(node) == ["impossible-edge"]


def test_a_misspelt_exit() -> None:
    assert errors(RUN + '[{on: "exit:yes_x", to: bye}, {on: "exit:nox", to: bye}]') == ["subflow-exits"]


def test_what_no_edge_means_is_missed_all_the_same() -> None:
    assert errors(TOOL + "[{on: succes, to: bye}]") == ["unhandled-outcome", "impossible-edge"]
    assert errors(TOOL + "[{on: success, to: bye}, {on: busy, to: bye}]") == ["unhandled-outcome", "impossible-edge"]
