"""A name is used that nothing declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.leaves import Key
from ...linking import remains
from ...linking.link import Linked
from ...rule import Rule
from ...source import Span
from ...suggest import hint, nearest
from .analysed import of_rule
from .reads import written_names

RULE = Rule(
    id="undefined-variable",
    severity="error",
    summary="A name is used that nothing declares.",
    doc="""\
Variables, inputs and the fields of contact, call and account have to exist. A name that does not renders to nothing,
or makes a condition fail. Tests can give and expect only what the flow has.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables:
  topic: {type: string}
nodes:
  greet: {type: collect, into: topik, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables:
  topic: {type: string}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    yield from of_rule(RULE, linked)
    if linked.flow.variables is None and "variables" in linked.flow.mapping.entries:
        return
    declared = linked.scope.variables
    outputs = ((output.value, output.span) for output in linked.flow.outputs or ())
    filled = ((written.name, written.span) for written in written_names(linked))
    for name, span in (*outputs, *filled, *_filled_by(linked.flow.remains)):
        if name not in declared:
            yield _finding(linked, name, span)


def _finding(linked: Linked, name: str, span: Span) -> Diagnostic:
    if name in linked.scope.inputs:
        advice = "An input stays as it was given. Declare a variable for what the flow fills in."
        return RULE.at(span, f"`{name}` is an input, not a variable", help=advice)
    declared = linked.scope.variables
    whole, _, member = name.partition(".")
    if member and whole in declared:
        advice = f"Give `{whole}` all of its members at once: `{whole}: \"{{'{member}': ...}}\"`."
        return RULE.at(span, f"`{name}` is a member, and a variable is filled as a whole", help=advice)
    guess = nearest(name, declared)
    fixes = (Fix(f"Write `{guess}`", (Edit(span, guess),), "unsafe"),) if guess else ()
    return RULE.at(span, f"there is no variable `{name}`", help=hint(name, declared), fixes=fixes)


def _filled_by(parts: Iterable[Any]) -> Iterator[tuple[str, Span]]:
    for name in remains.written_in(parts):
        yield str(name) if isinstance(name, Key) else name.value, name.span
