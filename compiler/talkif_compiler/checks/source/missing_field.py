"""A field that is needed is missing."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="missing-field",
    severity="error",
    summary="A field that is needed is missing.",
    doc="""\
The runtime never guesses. A node that lacks what it needs is refused here rather than on a call.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, next: bye}
  bye: {type: end}
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
