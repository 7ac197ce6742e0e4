"""A handler does not hold in the node that it leads to, and rules do not look at it there."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
services: {llm: {provider: openai, model: MODEL}}
variables: {code: {type: string}}
tools: {find: {description: Finds an order., url: "https://api.example.com/o"}}
start: there
handlers: [HANDLER]
nodes:
  there: NODE
  bye: {type: end, say: Goodbye.}
"""
MENU = """\
{type: menu, ask: "For sales press 1.", choices: {sales: {dtmf: 1, to: bye}},
    next: [{on: no_input, to: bye}, {on: no_match, to: bye}]}"""
CANCELLING = 'prompt: Help., next: [{when: "The caller wants to cancel the order", to: bye}]'


@pytest.mark.parametrize(
    ("rule", "handler", "node"),
    [
        ("dtmf-prefix-conflict", '{on: "dtmf:12", to: TARGET}', MENU),
        ("dtmf-handler-hidden", '{on: "dtmf:1", to: TARGET}', MENU),
        (
            "terminator-in-digits",
            '{on: "dtmf:#", to: TARGET}',
            "{type: collect, into: code, ask: Eh?, input: dtmf, next: [{on: done, to: bye}, {on: gave_up, to: bye}]}",
        ),
        ("when-overlaps", "{when: User cancels an order, to: TARGET}", f"{{type: agent, {CANCELLING}}}"),
        (
            "reasoning-refuses-tools",
            "{when: They ask for a person, to: TARGET}",
            "{type: agent, prompt: Help., max_turns: 3, next: [{on: max_turns, to: bye}]}",
        ),
    ],
)
def test_handlers_of_other_nodes(rule: str, handler: str, node: str) -> None:
    model = "gpt-6.1-terra" if rule == "reasoning-refuses-tools" else "gpt-5.4-mini"
    flow = FLOW.replace("NODE", node).replace("MODEL", model)
    elsewhere = flow.replace("HANDLER", handler.replace("TARGET", "aside"))
    elsewhere += "  aside: {type: end, say: Until then.}\n"
    assert rule in rules(elsewhere)
    assert rule not in rules(flow.replace("HANDLER", handler.replace("TARGET", "there")))


def rules(text: str) -> set[str]:
    return {found.rule for found in check_flow({"flows/a.yaml": text}, "flows/a.yaml")}
