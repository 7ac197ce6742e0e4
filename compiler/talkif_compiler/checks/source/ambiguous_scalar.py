"""A scalar without quotes is text here, and something else for other YAML readers."""

from __future__ import annotations

from ...rule import Rule

RULE = Rule(
    id="ambiguous-scalar",
    severity="warning",
    summary="A scalar without quotes is text here, and something else for other YAML readers.",
    doc="""\
Flows are read as YAML 1.2, where `no` is text. Many editors, formatters and scripts read YAML 1.1, where `no` is
false, `12:30` is 750 and `+15551234567` is a number. In quotes it is the same for all of them.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs:
  reminder: {type: enum, values: ["yes", no], default: "no"}
nodes:
  greet: {type: branch, next: [{if: "inputs.reminder == 'yes'", to: remind}, {else: bye}]}
  remind: {type: end, say: "We will remind you."}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs:
  reminder: {type: enum, values: ["yes", "no"], default: "no"}
nodes:
  greet: {type: branch, next: [{if: "inputs.reminder == 'yes'", to: remind}, {else: bye}]}
  remind: {type: end, say: "We will remind you."}
  bye: {type: end}
""",
)
