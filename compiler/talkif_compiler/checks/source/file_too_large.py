"""A file, or the flow in it, is larger than the compiler takes."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="file-too-large",
    severity="error",
    summary="A file, or the flow in it, is larger than the compiler takes.",
    doc="""\
Files, nesting and the count of values are bounded: 16,000,000 bytes for a file, 64 levels, 2,000,000 values, 50,000
nodes, 5,000 inputs, variables or handlers, 1,000 tools. A flow that is larger is split into several flows, or its
prompts are moved to files of their own.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
note:
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
  ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
""",
    required=True,
)
