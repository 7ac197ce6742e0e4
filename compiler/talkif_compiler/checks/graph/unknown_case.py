"""A case of a `switch` is no value of what it decides by."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.leaves import Key
from ...linking.link import Linked
from ...misspelling import respelt
from ...nodes.switch import Switch
from ...rule import Rule
from ...suggest import hint
from ..known import decisions_of

RULE = Rule(
    id="unknown-case",
    severity="error",
    summary="A case of a `switch` is no value of what it decides by.",
    doc="""\
An enum has the values that it declares, a boolean is `true` or `false`, a number is written in digits. A case for
anything else is never taken, and callers with the value that was meant go another way.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: switch, on: inputs.plan, cases: {free: bye, por: thank}}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro], default: free}}
nodes:
  greet: {type: switch, on: inputs.plan, cases: {free: bye, pro: thank}}
  thank: {type: end, say: "Thank you for your trust."}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    decisions = linked.once(decisions_of)
    for node in linked.nodes.values():
        if not isinstance(node, Switch):
            continue
        subject, spec = decisions.subject(node.on), decisions.type_of(node.on)
        values = subject.values() if subject is not None else None
        for case in node.cases:
            if values is not None and case not in values:
                yield _unknown(case, values, node)
            elif spec is not None and spec.type in ("number", "integer") and not _is_number(case):
                yield RULE.at(case.span, f"`{case}` is no number, and `{node.on.source.strip()}` is one")


def _unknown(case: Key, values: tuple[str, ...], node: Switch) -> Diagnostic:
    fixes = respelt(case.span, case, [value for value in values if value not in node.cases])
    message = f"`{node.on.source.strip()}` is never `{case}`"
    return RULE.at(case.span, message, help=hint(case, values), fixes=fixes)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
