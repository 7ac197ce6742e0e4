from __future__ import annotations

import pytest

from tests.compiler.graph.drawn import flow, picture

REST = "variables: {x: {type: string}}\ninputs: {n: {type: number, default: 1}}\n"
BYE = "  b: {type: end}\n"


@pytest.mark.parametrize(
    ("node", "ways"),
    [
        ("{type: say, text: x, next: b}", [("always", "")]),
        ("{type: branch, next: [{if: inputs.n > 1, to: b}, {else: b}]}", [("if", "inputs.n > 1"), ("else", "")]),
        ("{type: agent, prompt: x, next: [{when: Done, to: b}]}", [("when", "Done")]),
        ("{type: switch, on: vars.x, cases: {gold: b, red: b}, next: [{else: b}]}", None),
        ("{type: end}", []),
    ],
)
def test_every_way_out_is_an_edge(node: str, ways: list[tuple[str, str]] | None) -> None:
    expected = [("choice", "gold"), ("choice", "red"), ("else", "")] if ways is None else ways
    edges = picture(flow(f"  a: {node}\n{BYE}", REST)).edges
    assert [(edge.kind, edge.condition) for edge in edges if edge.origin == "a"] == expected


def test_what_an_edge_does_is_a_fact_and_where_it_leads_is_not() -> None:
    edges = picture(flow(f"  a: {{type: agent, prompt: x, next: [{{when: Done, say: Fine., to: b}}]}}\n{BYE}")).edges
    assert [edge.facts for edge in edges if edge.origin == "a"] == [(("say", '"Fine."'),)]
