"""The line goes dead without a word."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...edges import EdgeFields
from ...link import Linked
from ...nodes.collect import Collect
from ...nodes.end import End
from ...nodes.fields import NodeFields
from ...nodes.http import Http
from ...nodes.menu import Menu
from ...nodes.tool import Tool
from ...rule import Rule

RULE = Rule(
    id="end-without-goodbye",
    severity="warning",
    summary="The line goes dead without a word.",
    doc="""\
The caller has just answered, or waited for a request, and then the call is over: it sounds like a fault, and many call
again. The rule looks at flows that say goodbye at some of their ends, and there at `end` nodes without `say` that a
`collect`, a `menu`, a `tool` or an `http` leads to without a line on the edge. Ends after a hang-up, a transfer or a
conversation with a model are left out.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: noted}, {on: gave_up, to: bye}]}
  noted: {type: end}
  bye: {type: end, say: "Please call again later. Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: noted}, {on: gave_up, to: bye}]}
  noted: {type: end, say: "Thank you, I noted it. Goodbye."}
  bye: {type: end, say: "Please call again later. Goodbye."}
""",
)


_NOBODY_THERE = frozenset({"hangup", "voicemail", "no_input", "silence"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    ends = {node_id: node for node_id, node in linked.nodes.items() if isinstance(node, End)}
    polite = next((node for node in ends.values() if node.say is not None), None)
    if polite is None or polite.say is None:
        return
    for node_id, node in ends.items():
        origin = next(_origins(linked, node_id), None) if node.say is None else None
        if origin is not None:
            label = Label(polite.say.span, "here, callers hear a goodbye")
            message = f"after `{origin}` the line goes dead without a word"
            yield RULE.at(node.type.span, message, related=(label,), path=(origin, node_id), help='Add `say: "..."`.')


def _origins(linked: Linked, end: str) -> Iterator[str]:
    for origin in linked.graph.links.predecessors(end):
        node = linked.nodes.get(origin)
        if node is not None and any(_is_abrupt(node, edge) for edge in linked.graph.written(origin, end)):
            yield origin


def _is_abrupt(node: NodeFields, edge: EdgeFields | None) -> bool:
    if not isinstance(node, Collect | Menu | Tool | Http):
        return False
    if edge is None:
        return True
    return edge.say is None and (edge.on is None or edge.on.value not in _NOBODY_THERE)
