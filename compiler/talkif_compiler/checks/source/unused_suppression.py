"""A comment accepts a finding that is not there."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="unused-suppression",
    severity="info",
    summary="A comment accepts a finding that is not there.",
    doc="""\
The finding has been mended, or the comment stands in the wrong place. Left alone, it would hide the next such finding.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}  # talkif: ignore unreachable-node -- the survey starts next month
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
)
