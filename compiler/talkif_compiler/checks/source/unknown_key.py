"""A key is not part of the language."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="unknown-key",
    severity="error",
    summary="A key is not part of the language.",
    doc="""\
A misspelt key would have no effect: `interuptible: false` would leave an announcement interruptible.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", interuptible: false, next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", interruptible: false, next: bye}
  bye: {type: end}
""",
    required=True,
)
