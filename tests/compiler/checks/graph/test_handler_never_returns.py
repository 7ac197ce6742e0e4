"""A handler that returns comes back from a node that is done and has no way on, and from nowhere else."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
variables: {order: {type: string}, known: {type: boolean}}
outputs: [order, known]
tools: {find: {description: Finds an order., url: "https://api.example.com/order"}}
handlers: [{when: The caller asks for the hours, to: aside, return: true}]
nodes:
  greet: {type: agent, prompt: Help the caller., next: [{when: All is said, to: bye}]}
  aside: %s
  bye: {type: end, say: "Goodbye."}
"""

#: Only where something leads to them.
OTHERS = ('  back: {type: set, assignments: {known: "true"}}\n', "  unreadable: {type: say}\n")


@pytest.mark.parametrize(
    ("aside", "rules"),
    [
        ("{type: say, text: From nine to five.}", []),
        ("{type: say, text: From nine to five., next: back}", []),
        ("{type: say, text: From nine to five., next: greet}", ["handler-never-returns"]),
        ("{type: say, text: From nine to five., next: unreadable}", []),
        ("{type: branch, next: [{if: vars.known == true, to: bye}, {else: back}]}", []),
        ("{type: branch, next: [{if: vars.known == true, to: bye}, {else: greet}]}", ["handler-never-returns"]),
        ("{type: agent, prompt: Tell the hours.}", ["handler-never-returns"]),
        ("{type: agent, prompt: Tell the hours., next: [{when: That is all, to: back}]}", []),
        ("{type: collect, into: order, ask: Which?, next: [{on: done, to: back}, {on: gave_up, to: bye}]}", []),
        ("{type: collect, into: order, ask: Which order?}", ["dead-end"]),
        ("{type: tool, tool: find, say: One moment.}", ["dead-end"]),
        ("{type: end}", ["handler-never-returns"]),
        ("{type: say}", []),
    ],
)
def test_whether_a_way_comes_back(aside: str, rules: list[str]) -> None:
    others = "".join(node for node in OTHERS if node.split(":")[0].strip() in aside)
    found = [item.rule for item in check_flow({"a.yaml": FLOW % aside + others}, "a.yaml")]
    assert [rule for rule in found if rule in ("handler-never-returns", "dead-end")] == rules
