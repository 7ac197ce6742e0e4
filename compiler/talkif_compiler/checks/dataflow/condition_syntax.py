"""A condition or assignment is no CEL."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .analysed import of_rule

RULE = Rule(
    id="condition-syntax",
    severity="error",
    summary="A condition or assignment is no CEL.",
    doc="""\
Conditions and assignments are written in CEL, the Common Expression Language. What cannot be parsed cannot be
decided.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs:
  plan: {type: enum, values: [free, pro], default: free}
nodes:
  greet: {type: say, text: "Hello.", next: route}
  route:
    type: branch
    next:
      - {if: "inputs.plan = 'pro'", to: bye}
      - {else: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs:
  plan: {type: enum, values: [free, pro], default: free}
nodes:
  greet: {type: say, text: "Hello.", next: route}
  route:
    type: branch
    next:
      - {if: "inputs.plan == 'pro'", to: bye}
      - {else: bye}
  bye: {type: end}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    return of_rule(RULE, linked)
