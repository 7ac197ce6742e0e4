"""Handlers lead out of a conversation, but they take no answer."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: greet
variables: {order: {type: string}}
outputs: [order]
handlers: [{on: "dtmf:0", to: bye}]
nodes:
  greet: %s
  bye: {type: end, say: "Goodbye."}
"""


@pytest.mark.parametrize(
    ("node", "rules"),
    [
        ("{type: agent, prompt: Help the caller.}", []),
        ("{type: collect, into: order, ask: Which order?}", ["dead-end"]),
        ("{type: say, text: Hello.}", ["dead-end"]),
    ],
)
def test_what_only_handlers_lead_out_of(node: str, rules: list[str]) -> None:
    found = [item.rule for item in check_flow({"a.yaml": FLOW % node}, "a.yaml")]
    assert [rule for rule in found if rule == "dead-end"] == rules
