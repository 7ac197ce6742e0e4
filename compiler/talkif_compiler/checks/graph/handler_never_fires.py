"""A handler waits for something that happens in no node of the flow."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.edges import HandlerFields, happens_anywhere
from ...linking.link import Linked
from ...nodes.fields import NodeFields
from ...rule import Rule
from ..names.impossible_edge import is_event

RULE = Rule(
    id="handler-never-fires",
    severity="warning",
    summary="A handler waits for something that happens in no node of the flow.",
    doc="""\
A handler takes what happens in the nodes of its flow: `busy` needs a `transfer`, `max_turns` an `agent`, and `when` a
node that listens to the caller. A node with `handlers: false` keeps handlers out, and an edge of its own comes before
them. When no node is left, the handler does nothing, and the case that it is there for is not looked after.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
handlers: [{on: busy, to: sorry}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: bye}, {on: gave_up, to: sorry}]}
  sorry: {type: end, say: "I am sorry. Goodbye."}
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
outputs: [topic]
handlers: [{on: busy, to: sorry}]
nodes:
  greet: {type: collect, into: topic, ask: "How can I help?", next: [{on: done, to: human}, {on: gave_up, to: sorry}]}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  sorry: {type: end, say: "I am sorry. Goodbye."}
  bye: {type: end, say: "Goodbye."}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    """What the caller or the line may do anywhere is left alone, and so is a target that nothing else leads to."""
    fires: dict[str, bool] = {}
    for handler in linked.handlers:
        event = handler.on.value if handler.on is not None else handler.kind
        if happens_anywhere(event) or (handler.on is not None and not is_event(event)):
            continue
        if event not in fires:
            fires[event] = any(_fires(handler, node) for node in linked.nodes.values())
        if not fires[event] and linked.graph.resolve(handler.target) in linked.graph.reachable:
            yield RULE.at(handler.place, _message(handler), help="Remove the handler, or add what it is there for.")


def _fires(handler: HandlerFields, node: NodeFields) -> bool:
    if node.refuses_handlers or not node.is_left_by(handler):
        return False
    own = {edge.on.value for edge in node.next if edge.on is not None}
    return handler.on is None or handler.on.value not in own


def _message(handler: HandlerFields) -> str:
    if handler.on is None:
        return "no node of the flow that handlers hold in listens to the caller, so this handler never fires"
    return f"no node of the flow leaves `{handler.on.value}` to handlers, so this one never fires"
