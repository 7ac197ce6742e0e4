"""Which edge an example shows."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: talk
handlers: [{when: The caller asks for a person, to: human}]
nodes:
  talk:
    type: agent
    prompt: Chat.
    handlers: %s
    examples: [{user: "Somebody else, please.", choose: %s}]
    next: [{when: The caller says goodbye, to: bye}, %s]
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end, say: "Goodbye."}
"""


@pytest.mark.parametrize(
    ("handlers", "choose", "edge", "is_unclear"),
    [
        ("true", "bye", "{on: error, to: bye}", False),
        ("true", "bye", "{when: The caller insults you, to: bye}", True),
        ("true", "human", "{on: error, to: bye}", False),
        ("false", "human", "{on: error, to: bye}", True),
        ("true", "human", "{when: The caller is angry, to: human}", False),
    ],
)
def test_one_edge_of_the_node_is_meant_before_a_handler(
    handlers: str, choose: str, edge: str, is_unclear: bool
) -> None:
    rules = [item.rule for item in check_flow({"a.yaml": FLOW % (handlers, choose, edge)}, "a.yaml")]
    assert ("example-choice-unclear" in rules) == is_unclear
