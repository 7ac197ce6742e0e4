"""A list has the same member twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ...diagnostics import Diagnostic, Label
from ...fields.leaves import Key, Spanned
from ...fields.type_fields import TypeFields
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.extract import Extract
from ...rule import Rule

RULE = Rule(
    id="repeated-item",
    severity="warning",
    summary="A list has the same member twice.",
    doc="""\
One of two equal members has no effect, and often another one was meant. Vendors of models refuse a request that lists
a tool or the value of an enum twice. The rule looks at `outputs`, `outcomes`, `tools`, `extract`, `input` and `values`,
and at the names of tests.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro, free], default: free}}
nodes:
  greet: {type: say, text: "Hello. You have the plan {{plan}}.", next: bye}
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
inputs: {plan: {type: enum, values: [free, pro, team], default: free}}
nodes:
  greet: {type: say, text: "Hello. You have the plan {{plan}}.", next: bye}
  bye: {type: end, say: "Goodbye."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for items in _lists(linked):
        if len(items) < 2:
            continue
        first: dict[str, Spanned[str]] = {}
        for item in items:
            before = first.setdefault(item.value, item)
            if before is not item:
                related = (Label(before.span, "here as well"),)
                yield RULE.at(item.span, f"`{item.value}` is in this list already", related=related, help="Remove one.")


def _lists(linked: Linked) -> Iterator[Sequence[Spanned[str]]]:
    flow = linked.flow
    yield from (flow.outputs or (), flow.outcomes or ())
    for declared in (flow.inputs, flow.variables):
        yield from _values(declared)
    for tool in flow.tools.values() if flow.tools else ():
        yield from _values(getattr(tool, "parameters", None))
    for node in linked.readable_nodes():
        if isinstance(node, Agent):
            yield from (node.tools or (), node.extract or ())
        elif isinstance(node, Collect):
            yield from (node.values or (), node.input or ())
        elif isinstance(node, Extract):
            yield from _values(node.schema)


def _values(declared: Mapping[Key, TypeFields | None] | None) -> Iterator[Sequence[Spanned[str]]]:
    for fields in (declared or {}).values():
        yield from _of_type(fields)


def _of_type(fields: TypeFields | None) -> Iterable[Sequence[Spanned[str]]]:
    if fields is not None and fields.type is not None:
        yield fields.values or ()
        yield from _values(fields.properties)
        yield from _of_type(fields.items)
