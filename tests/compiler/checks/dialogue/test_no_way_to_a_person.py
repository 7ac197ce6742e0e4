"""Flows that hand the call back leave the way to a person to the flow that runs them."""

from __future__ import annotations

from talkif_compiler.pipeline import check_flow

ASK = '  q{n}: {{type: collect, into: x, ask: "Part?", next: [{{on: done, to: {onward}}}, {{on: gave_up, to: no}}]}}\n'
HEAD = """\
schema: talkif.flow/v1
flow: a
start: q1
variables: {x: {type: string}}
outputs: [x]
outcomes: [known, unknown]
nodes:
"""
QUESTIONS = "".join(ASK.format(n=n, onward=f"q{n + 1}" if n < 5 else "yes") for n in range(1, 6))
SILENT = "  yes: {type: end, outcome: known}\n  no: {type: end, outcome: unknown}\n"


def has_no_way(ends: str) -> bool:
    found = check_flow({"a.yaml": HEAD + QUESTIONS + ends}, "a.yaml")
    return any(item.rule == "no-way-to-a-person" for item in found)


def test_a_flow_that_hands_the_call_back_needs_no_way_of_its_own() -> None:
    assert not has_no_way(SILENT)


def test_one_that_says_goodbye_ends_the_call_itself() -> None:
    assert has_no_way(SILENT.replace("outcome: known", 'outcome: known, say: "Goodbye."'))


def test_an_end_without_outcome_hands_nothing_back() -> None:
    assert has_no_way(SILENT.replace(", outcome: unknown", ""))


def test_goodbyes_may_be_nodes_of_their_own() -> None:
    polite = SILENT.replace("yes:", "y:").replace("no:", "n:")
    polite += '  yes: {type: say, text: "Goodbye.", next: y}\n  no: {type: say, text: "Goodbye.", next: n}\n'
    assert has_no_way(polite)
