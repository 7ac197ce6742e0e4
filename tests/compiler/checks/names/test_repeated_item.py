"""Lists of names have each member once, wherever they stand."""

from __future__ import annotations

import pytest

from talkif_compiler.pipeline import check_flow

FLOW = """\
schema: talkif.flow/v1
flow: a
start: talk
inputs: {plan: {type: list, items: {type: enum, values: [free, PLAN]}, required: true}}
variables: {x: {type: object, properties: {y: {type: enum, values: [a, MEMBER]}}}, z: {type: string}}
outputs: [x, OUTPUT]
outcomes: [won, OUTCOME]
tools:
  find:
    description: Finds it.
    url: "https://api.example.com/{{args.k}}"
    parameters: {k: {type: enum, values: [k, KEY]}}
  keep: {description: Keeps it., url: "https://api.example.com"}
nodes:
  talk:
    type: agent
    prompt: Help.
    tools: [find, TOOL]
    extract: [x, EXTRACT]
    next: [{when: The caller is done, to: ask}]
  ask:
    type: collect
    into: z
    ask: "{{list plan}}?"
    slot: enum
    values: [p, VALUE]
    input: [speech, INPUT]
    next: [{on: done, to: bye}, {on: gave_up, to: gone}]
  bye: {type: end, say: Goodbye., outcome: won}
  gone: {type: end, say: Goodbye., outcome: lost}
"""
WORDS = {
    "PLAN": ("pro", "free"),
    "MEMBER": ("b", "a"),
    "OUTPUT": ("z", "x"),
    "OUTCOME": ("lost", "won"),
    "KEY": ("l", "k"),
    "TOOL": ("keep", "find"),
    "EXTRACT": ("z", "x"),
    "VALUE": ("q", "p"),
    "INPUT": ("dtmf", "speech"),
}


def found(repeated: str) -> list[tuple[str, str]]:
    text = FLOW
    for word, (good, bad) in WORDS.items():
        text = text.replace(word, bad if word == repeated else good)
    findings = check_flow({"a.yaml": text}, "a.yaml")
    return [(item.message, item.span.text) for item in findings if item.rule == "repeated-item"]


@pytest.mark.parametrize("word", WORDS)
def test_a_member_that_stands_there_twice(word: str) -> None:
    name = WORDS[word][1]
    assert found(word) == [(f"`{name}` is in this list already", name)]


def test_different_members() -> None:
    assert found("") == []
