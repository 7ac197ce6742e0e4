"""A value of the wrong type is told what it was meant for."""

from __future__ import annotations

from talkif_compiler.pipeline import check_flow

INNER = """\
schema: talkif.flow/v1
flow: inner
start: bye
inputs: {count: {type: integer, required: true}}
nodes: {bye: {type: end, say: "{{count}}"}}
"""
FLOW = """\
schema: talkif.flow/v1
flow: a
start: note
variables: {total: {type: number}}
outputs: [total]
nodes:
  note: {type: set, assignments: {total: "'many'"}, next: run}
  run: {type: subflow, flow: inner, inputs: {count: "'many'"}, next: [{on: "exit:done", to: bye}]}
  bye: {type: end, say: "Goodbye."}
"""


def test_variables_and_inputs_are_named() -> None:
    found = check_flow({"a.yaml": FLOW, "inner.yaml": INNER}, "a.yaml")
    assert [item.message for item in found if item.rule == "condition-type"] == [
        "the variable `total` is a number, and this is text",
        "the input `count` is a whole number, and this is text",
    ]
