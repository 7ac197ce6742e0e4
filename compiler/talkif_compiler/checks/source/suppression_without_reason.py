"""A comment accepts a finding without saying why."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="suppression-without-reason",
    severity="error",
    summary="A comment accepts a finding without saying why.",
    doc="""\
A finding may be accepted where it stands: `# talkif: ignore rule-name -- reason`. The reason is for those who read the
flow later, when nobody remembers the call that made it right.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
  survey: {type: end, say: "How was it?"}  # talkif: ignore unreachable-node
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
  survey: {type: end, say: "How was it?"}  # talkif: ignore unreachable-node -- the survey starts next month
""",
)
