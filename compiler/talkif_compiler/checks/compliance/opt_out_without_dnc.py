"""Somebody asks for no more calls, and nothing is written down."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...nodes.dnc import Dnc
from ...nodes.http import Http
from ...nodes.jump import Jump
from ...nodes.message import Message
from ...nodes.subflow import Subflow
from ...nodes.tool import Tool
from ...nodes.transfer import Transfer
from ...rule import Rule
from .opting_out import WORDS

RULE = Rule(
    id="opt-out-without-dnc",
    severity="warning",
    summary="Somebody asks for no more calls, and nothing is written down.",
    doc="""\
An edge is about people who want no more calls, but no way from there leads to a `dnc` node, a request, a person or
another flow. The flow says yes, and the next campaign calls again. The rule knows English, and a few words of German,
French and Spanish.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: talk
nodes:
  talk:
    type: agent
    prompt: Help.
    next: [{when: "The caller is done", to: bye}, {when: "The caller does not want to be called again", to: sorry}]
  sorry: {type: say, text: "I am sorry. We will not call again.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: talk
nodes:
  talk:
    type: agent
    prompt: Help.
    next: [{when: "The caller is done", to: bye}, {when: "The caller does not want to be called again", to: stop}]
  stop: {type: dnc, reason: asked on the phone, next: sorry}
  sorry: {type: say, text: "I am sorry. We will not call again.", next: bye}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for edge in (*linked.handlers, *(edge for node in linked.nodes.values() for edge in node.next)):
        if edge.when is None or not WORDS.search(edge.when.value):
            continue
        inner = linked.once(_between_nodes)
        target = linked.graph.resolve(edge.target)
        if target not in inner:
            continue
        behind = [linked.nodes[vertex] for vertex in inner.reached([target])]
        if not any(isinstance(node, Dnc | Tool | Http | Message | Transfer | Subflow | Jump) for node in behind):
            message = "nothing behind this edge writes down that the person wants no more calls"
            yield RULE.at(edge.when.span, message, help="Lead to a `dnc` node first.")


def _between_nodes(linked: Linked) -> Digraph:
    """Written ways alone, without what holds everywhere."""
    return linked.graph.links.subgraph(linked.nodes)
