"""The file is not YAML that a flow may use."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="yaml-syntax",
    severity="error",
    summary="The file is not YAML that a flow may use.",
    doc="""\
A flow is one YAML 1.2 document. Of tags it may have those that say what is so anyway (`!!str`, `!!seq`, `!!map`), and
merge keys (`<<`) were left behind with YAML 1.1. Nothing can be said about a file that cannot be read, so this is the
only finding until it is repaired.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye
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
