"""A plain `next` takes every outcome where a node may have it, and is one mistake where it may not."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
handlers: [{when: The caller wants no more calls, to: refuse}]
variables: {order: {type: string}}
outputs: [order]
tools:
  find: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  refuse: {type: dnc, reason: Asked for it, next: bye}
  greet: %s
  bye: {type: end}
"""


@pytest.mark.parametrize(
    ("node", "rules"),
    [
        ('{type: voicemail, message: "Call {{phone call.from}}.", next: bye}', []),
        ('{type: voicemail, message: "Call {{phone call.from}}.", next: [{on: done, to: bye}]}', []),
        (
            '{type: voicemail, message: "Call {{phone call.from}}.", next: [{on: human, to: bye}]}',
            ["unhandled-outcome"],
        ),
        ("{type: tool, tool: find, next: bye}", ["impossible-edge"]),
        ("{type: tool, tool: find, next: [{on: failure, to: bye}]}", ["unhandled-outcome"]),
        ("{type: collect, into: order, ask: Which order?, next: bye}", ["impossible-edge"]),
        ("{type: collect, into: order, ask: Which order?, next: [{on: done, to: bye}]}", ["collect-without-gave-up"]),
    ],
)
def test_what_happens_in_a_node_leads_somewhere(node: str, rules: list[str]) -> None:
    about_ways = {"unhandled-outcome", "impossible-edge", "collect-without-gave-up"}
    found = [item.rule for item in check_flow({"a.yaml": FLOW % node}, "a.yaml") if item.rule in about_ways]
    assert found == rules


@pytest.mark.parametrize(
    ("handler", "node", "rules"),
    [
        ("{on: failure, to: other}", "{type: tool, tool: find, next: [{on: success, to: bye}]}", []),
        (
            "{on: failure, to: greet}",
            "{type: tool, tool: find, next: [{on: success, to: bye}]}",
            ["unhandled-outcome"],
        ),
        (
            "{on: gave_up, to: greet}",
            "{type: collect, into: order, ask: Which order?, next: [{on: done, to: bye}]}",
            ["collect-without-gave-up"],
        ),
        ("{when: The caller wants a person, to: greet}", "{type: agent, prompt: Help.}", ["dead-end"]),
    ],
)
def test_a_handler_does_not_hold_in_the_node_that_it_leads_to(handler: str, node: str, rules: list[str]) -> None:
    text = (FLOW % node).replace("handlers: [", f"handlers: [{handler}, ")
    text = text.replace("{when: The caller wants no more calls, to: refuse}", "").replace("refuse", "other")
    found = check_flow({"a.yaml": text}, "a.yaml")
    known = {"unhandled-outcome", "collect-without-gave-up", "dead-end"}
    assert [item.rule for item in found if item.rule in known and item.node == "greet"] == rules
