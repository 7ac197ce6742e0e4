"""A handler says that the caller comes back, and no way does."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import HandlerFields
from ...linking.flow_graph import ANYWHERE, HANDLERS, IDLE, RETURN
from ...linking.link import Linked
from ...rule import Rule
from .dead_end import dead_ends

RULE = Rule(
    id="handler-never-returns",
    severity="warning",
    summary="A handler says that the caller comes back, and no way does.",
    doc="""\
After a handler with `return: true` the call goes back to the node that the caller left as soon as it comes to a node
that is done and has no way on. A node with `next` goes where `next` says, and a conversation, a question or a request
never goes back by itself. When each way from the handler's target leads on or ends the call, `return: true` does
nothing: the caller is in another part of the flow, and what they were in the middle of is lost.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
handlers: [{when: The caller asks for the opening hours, to: hours, return: true}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  hours: {type: say, text: "We are open from nine to five.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
handlers: [{when: The caller asks for the opening hours, to: hours, return: true}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  hours: {type: say, text: "We are open from nine to five."}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    returning = [handler for handler in linked.handlers if handler.returns]
    if not returning:
        return
    # From where something comes back, is not known to, or is stuck, which is a finding of its own.
    links = linked.graph.links
    inner = links.subgraph(vertex for vertex in links if vertex not in (HANDLERS, IDLE))
    settled = inner.reached([ANYWHERE, RETURN, *dead_ends(linked)], backwards=True)
    for handler in returning:
        target = linked.graph.resolve(handler.target)
        if target not in settled and target in linked.nodes:
            yield _finding(linked, handler, target)


def _finding(linked: Linked, handler: HandlerFields, target: str) -> Diagnostic:
    node = linked.nodes[target]
    assert handler.return_ is not None, "only a handler that returns is found"
    advice = "Drop `return: true`."
    place, told = node.type.span, "never goes back by itself"
    if node.ENDS:
        told = "this is for good"
    elif node.next:
        place, told = node.next[0].target.span, "it goes on here"
        last = f"`{target}`" if node.next[0].kind == "always" else "the node that is to be the last"
        advice = f"Leave `next` out of {last}, or drop `return: true`."
    message = f"from `{target}` no way comes back to where the caller was"
    return RULE.at(handler.return_.span, message, related=(Label(place, told),), help=advice)
