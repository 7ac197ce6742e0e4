"""A node leads nowhere, and does not end the call."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.flow_graph import HANDLERS, IDLE
from ...linking.link import Linked
from ...rule import Rule

RULE = Rule(
    id="dead-end",
    severity="error",
    summary="A node leads nowhere, and does not end the call.",
    doc="""\
When the node is done there is nothing left to do, and the caller hears silence.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: play, audio: "https://cdn.example.com/hello.wav", next: hold}
  hold: {type: say, text: "Please hold."}
  bye: {type: end}
handlers: [{on: "dtmf:0", to: bye}]
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: play, audio: "https://cdn.example.com/hello.wav", next: hold}
  hold: {type: say, text: "Please hold.", next: bye}
  bye: {type: end}
handlers: [{on: "dtmf:0", to: bye}]
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for vertex in dead_ends(linked):
        node = linked.nodes[vertex]
        ending = "Add `next`, or make it a node of type `end`."
        yield RULE.at(node.type.span, f"`{vertex}` leads nowhere and does not end the call", help=ending)


def dead_ends(linked: Linked) -> Iterator[str]:
    """Ids of nodes without a way out. A conversation is left by a handler, too; an answer wants a way of its own.

    Of a conversation from which a handler is to come back, `handler-never-returns` says that it does not.
    """
    asides = {linked.graph.resolve(handler.target) for handler in linked.handlers if handler.returns}
    for vertex, node in linked.nodes.items():
        onward = set(linked.graph.links.successors(vertex))
        if not node.LISTENS or node.needed:
            onward -= {HANDLERS, IDLE}
        elif vertex in asides:
            continue
        if not onward and not node.ENDS:
            yield vertex
