"""A condition or assignment mixes types."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .analysed import of_rule

RULE = Rule(
    id="condition-type",
    severity="error",
    summary="A condition or assignment mixes types.",
    doc="""\
CEL is typed: a text is never equal to a number, and a condition is true or false. Such a condition would fail on
every call, and the edge would never be taken.
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
      - {if: "inputs.plan == 3", to: bye}
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
