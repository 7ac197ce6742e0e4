"""A key is written twice in one mapping."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="duplicate-key",
    severity="error",
    summary="A key is written twice in one mapping.",
    doc="""\
YAML readers keep one of the two values and drop the other without a word. A node that is written twice would lose one
of its versions, and nobody would notice before a caller does.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", text: "Hi.", next: bye}
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
