"""Conditions may all be false, and nothing says what then."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...link import Linked
from ...rule import Rule

RULE = Rule(
    id="missing-else",
    severity="error",
    summary="Conditions may all be false, and nothing says what then.",
    doc="""\
A `branch` takes the first edge whose condition holds. When none does and there is no `else`, the call is stuck.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: branch, next: [{if: "inputs.plan == 'pro'", to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: branch, next: [{if: "inputs.plan == 'pro'", to: bye}, {else: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        kinds = {edge.kind for edge in node.next}
        if "if" in kinds and node.WAYS.kinds <= {"always", "if", "else"} and not kinds & {"always", "else"}:
            last = node.next[-1]
            yield RULE.at(last.place, "no `else` follows the last condition", help="Add `- {else: ...}`.")
