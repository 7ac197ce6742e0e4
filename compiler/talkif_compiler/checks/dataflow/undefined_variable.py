"""A name is used that nothing declares."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...leaves import Key
from ...link import Linked
from ...rule import Rule
from ...source import Span
from ...suggest import hint
from .analysed import of_rule

RULE = Rule(
    id="undefined-variable",
    severity="error",
    summary="A name is used that nothing declares.",
    doc="""\
Variables, inputs and the fields of contact, call and account have to exist. A name that does not renders to nothing,
or makes a condition fail.
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
    for name, span in _written(linked):
        if name not in declared:
            yield RULE.at(span, f"there is no variable `{name}`", help=hint(name, declared))


def _written(linked: Linked) -> Iterator[tuple[str, Span]]:
    for output in linked.flow.outputs or ():
        yield output.value, output.span
    for node in linked.nodes.values():
        for written in node.written():
            yield (str(written) if isinstance(written, Key) else written.value), written.span
        for edge in node.next:
            yield from ((str(key), key.span) for key in edge.set or {})
    for handler in linked.handlers:
        yield from ((str(key), key.span) for key in handler.set or {})
