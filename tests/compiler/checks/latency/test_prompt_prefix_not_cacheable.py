"""A prompt that cannot be read changes nothing of what is said of the others."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

WORDS = "Ask for the number of the order first. " * 150
FLOW = """\
schema: talkif.flow/v1
flow: a
prompt: "FLOW"
start: one
nodes:
  one: {type: agent, prompt: "ONE", next: [{when: The caller goes on, to: two}]}
  two: {type: agent, prompt: "TWO", next: [{when: The caller says goodbye, to: bye}]}
  bye: {type: end, say: Goodbye.}
"""


def findings(flow: str, one: str, two: str) -> list[str]:
    text = FLOW.replace("FLOW", flow).replace("ONE", one).replace("TWO", two)
    return [item.message for item in check_flow({"a.yaml": text}, "a.yaml") if "cacheable" in item.rule]


@pytest.mark.parametrize("two", ["Chat.", WORDS, "Chat {{#if}}."])
def test_of_the_flow(two: str) -> None:
    expected = "`system.time` differs from call to call, so all but the first 2 tokens are read anew each time"
    assert findings("It is {{system.time}}.", WORDS, two) == [expected]


@pytest.mark.parametrize(("flow", "count"), [("Be brief.", 1), (WORDS, 0), ("Be brief {{#if}}.", 0)])
def test_of_a_node(flow: str, count: int) -> None:
    assert len(findings(flow, "It is {{system.time}}. " + WORDS, "Chat.")) == count
