"""A setting or a comment names a rule that does not exist or cannot be changed."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="unknown-rule",
    severity="error",
    summary="A setting or a comment names a rule that does not exist or cannot be changed.",
    doc="""\
Severities in `talkif.yaml` and `# talkif: ignore` comments name rules. A name that no rule has does nothing, so the
author would believe that something is settled which is not. Some rules cannot be changed, because no artifact can be
made from a flow that breaks them.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
rules: {severity: {unreachable-nodes: off}}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  bye: {type: end}
# --- talkif.yaml ---
schema: talkif.project/v1
rules: {severity: {unreachable-node: off}}
""",
)
