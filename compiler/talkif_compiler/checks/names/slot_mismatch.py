"""A question collects something that its variable cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.slots import can_fill
from ...rule import Rule

RULE = Rule(
    id="slot-mismatch",
    severity="error",
    summary="A question collects something that its variable cannot hold.",
    doc="""\
A `collect` turns what is said into a value. When the variable has another type, the value is lost and the caller is
asked again and again.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {party_size: {type: integer}}
nodes:
  greet:
    type: collect
    slot: date
    into: party_size
    ask: "How many people?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {party_size: {type: integer}}
nodes:
  greet:
    type: collect
    into: party_size
    ask: "How many people?"
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node in linked.nodes.values():
        variable = linked.scope.variables.get(node.into.value) if isinstance(node, Collect) else None
        if not isinstance(node, Collect) or variable is None:
            continue
        if node.slot is None and variable.type in ("object", "list"):
            message = f"a question cannot fill `{node.into.value}`, which is of type `{variable.type}`"
            yield RULE.at(node.into.span, message)
        elif node.slot is not None and not can_fill(node.slot.value, variable):
            message = (
                f"the slot `{node.slot.value}` does not fit `{node.into.value}`, which is of type `{variable.type}`"
            )
            yield RULE.at(node.slot.span, message, help="Without `slot`, the type of the variable decides.")
