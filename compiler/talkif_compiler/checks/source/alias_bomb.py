"""Aliases make the document far larger than its text."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="alias-bomb",
    severity="error",
    summary="Aliases make the document far larger than its text.",
    doc="""\
An alias repeats the value of its anchor. Aliases of aliases grow the document exponentially, so what it would be with
all of them written out is bounded, and an alias may not be inside its own anchor.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: &bye {type: end, say: *bye}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: &hello "Hello.", next: bye}
  bye: {type: end, say: *hello}
""",
    required=True,
)
