"""A question collects something that its variable cannot hold, or that its answer cannot give."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.types import TypeSpec

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.collect import Collect
from ...nodes.slots import SPOKEN, can_fill, min_digits, slot_for
from ...rule import Rule

RULE = Rule(
    id="slot-mismatch",
    severity="error",
    summary="A question collects something that its variable cannot hold, or that keys cannot give.",
    doc="""\
A `collect` turns what is said into a value. When the variable has another type, the value is lost and the caller is
asked again and again. So are callers who have only the keys of their phone for an e-mail address, a name or a postal
address, and those whose answer is taken for complete before it has the digits that the pattern asks for.
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
    for node in linked.readable_nodes():
        into = node.into if isinstance(node, Collect) else None
        variable = linked.scope.variables.get(into.value) if into is not None else None
        if not isinstance(node, Collect) or variable is None:
            continue
        yield from _digits(node, variable)
        if "slot" not in node.mapping.entries and variable.type in ("object", "list"):
            message = f"a question cannot fill `{node.into.value}`, which is of type `{variable.type}`"
            yield RULE.at(node.into.span, message)
        elif node.slot is not None and not can_fill(node.slot.value, variable):
            message = (
                f"the slot `{node.slot.value}` does not fit `{node.into.value}`, which is of type `{variable.type}`"
            )
            yield RULE.at(node.slot.span, message, help="Without `slot`, the type of the variable decides.")
        elif node.slot is not None and node.slot.value == "enum" and not (node.values or variable.values):
            if "values" not in node.mapping.entries:
                message = f"the slot `enum` needs values, and `{node.into.value}` has none"
                yield RULE.at(node.slot.span, message, help="Add `values: [...]`.")
        elif node.slot is not None or "slot" not in node.mapping.entries:
            yield from _keys(node, node.slot.value if node.slot is not None else slot_for(variable))


def _digits(node: Collect, variable: TypeSpec) -> Iterator[Diagnostic]:
    most, least = node.max_digits, min_digits(variable)
    takes_keys = any(way.value == "dtmf" for way in node.input or ())
    if takes_keys and most is not None and most.value < least:
        message = f"after {most.value} keys the answer is complete, and `{node.into.value}` has at least {least} digits"
        yield RULE.at(most.span, message, help="Without `max_digits`, the pattern decides.")


def _keys(node: Collect, slot: str) -> Iterator[Diagnostic]:
    if node.input and slot in SPOKEN and all(way.value == "dtmf" for way in node.input):
        message = f"keys alone cannot give `{node.into.value}`, which is of the kind `{slot}`"
        yield RULE.at(node.input[0].span, message, help="Write `input: speech`, or `input: [speech, dtmf]`.")
