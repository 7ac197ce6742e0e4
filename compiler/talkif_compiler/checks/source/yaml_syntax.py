"""The file is not YAML that a flow may use."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="yaml-syntax",
    severity="error",
    summary="The file is not YAML that a flow may use.",
    doc="""\
A flow is one YAML 1.2 document without tags. Nothing can be said about a file that cannot be read, so this is the
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
