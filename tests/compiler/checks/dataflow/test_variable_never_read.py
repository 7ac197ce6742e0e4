"""What counts as reading an answer."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: ask
inputs: {born: {type: date}}
variables: {said: {type: date}, topic: {type: string}}
outputs: [topic]
nodes:
  ask:
    type: collect
    into: said
    ask: "When were you born?"
    validate: "%s"
    next: [{on: done, to: more}, {on: gave_up, to: bye}]
  more: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end, say: "Goodbye."}
"""


@pytest.mark.parametrize(
    ("check", "is_lost"),
    [
        ("value == inputs.born", False),
        ("has(contact.customFields.born) && value == contact.customFields.born", False),
        ("value > '1905-01-01'", True),
        ("value <= system.date", True),
    ],
)
def test_an_answer_held_against_what_is_known_has_served(check: str, is_lost: bool) -> None:
    rules = [item.rule for item in check_flow({"a.yaml": FLOW % check}, "a.yaml")]
    assert ("variable-never-read" in rules) == is_lost
