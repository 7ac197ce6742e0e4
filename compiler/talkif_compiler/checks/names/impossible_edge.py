"""A node has a way out that it can never take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from ...diagnostics import Diagnostic, Edit, Fix
from ...fields.edges import CALL_EVENTS, LINE_FAILED, EdgeFields, is_key_event
from ...fields.leaves import Spanned
from ...linking.flow_interface import EXIT
from ...linking.link import Linked
from ...linking.remains import edges_of, nodes_of
from ...nodes import NODE_TYPES
from ...nodes.fields import NodeFields
from ...nodes.jump import Jump
from ...nodes.note import Note
from ...nodes.split import Split
from ...nodes.subflow import Subflow
from ...rule import Rule
from ...suggest import hint, nearest

RULE = Rule(
    id="impossible-edge",
    severity="error",
    summary="A node has a way out that it can never take.",
    doc="""\
Every node type has its own ways out: a `collect` is done or gives up, a `tool` succeeds or fails. An edge for
something that does not happen in the node would never be taken, and the author counts on it. Events of the call, such
as `hangup`, `human` or a key, happen wherever the call rests: nodes that only decide or speak are left at once.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet:
    type: tool
    tool: find_order
    next: [{on: success, to: bye}, {on: failure, to: bye}, {on: done, to: bye}]
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet:
    type: tool
    tool: find_order
    next: [{on: success, to: bye}, {on: failure, to: bye}]
  bye: {type: end}
""",
)


_EVENTS = frozenset({event for node_type in NODE_TYPES for event in node_type.WAYS.events} | set(CALL_EVENTS))


def check(linked: Linked) -> Iterator[Diagnostic]:
    # Notes are among the nodes of the flow, and not among those of the call.
    for node in linked.flow.nodes.values():
        if node is not None:
            for edge in node.next:
                yield from _judge(node, edge, _of(node))
    remains = linked.flow.remains
    for node in nodes_of(remains):
        for edge in node.next or ():
            yield from _judge(node, edge, _of_type(node))
    for node, edge in edges_of(linked.readable_nodes(), remains):
        yield from _judge(node, edge, _of_type(node))
    for handler in linked.handlers:
        event = handler.on
        if event is not None and not is_event(event.value):
            message, advice = f"there is no event `{event.value}`", hint(event.value, _EVENTS)
            yield RULE.at(event.span, message, help=advice, fixes=_fixes(event, _EVENTS))


def is_event(event: str) -> bool:
    """Whether it happens in nodes of some type."""
    return event in _EVENTS or is_key_event(event)


def is_possible(node: NodeFields, edge: EdgeFields) -> bool:
    """Whether the node may have the edge."""
    return next(_judge(node, edge, _of(node)), None) is None


class _Events(Struct, frozen=True):
    """What `on` edges of a node may name."""

    own: tuple[str, ...]
    anywhere: bool
    """And keys, and what the caller or the line does."""


def _of(node: NodeFields) -> _Events:
    return _Events(node.events, node.rests or isinstance(node, Subflow))


def _of_type(node: NodeFields) -> _Events | None:
    """What may happen in some node of the type. None where each has events of its own."""
    return _Events(node.WAYS.events, True) if not isinstance(node, Split) else None


def _judge(node: NodeFields, edge: EdgeFields, events: _Events | None) -> Iterator[Diagnostic]:
    """`events`: None when they are not known."""
    if edge.kind not in node.WAYS.kinds:
        yield RULE.at(edge.place, _no_such_way(node, edge), help=_possible(node, events.own if events else ()))
    elif edge.on is not None and events is not None:
        if isinstance(node, Subflow) and edge.on.value.startswith(EXIT):
            return
        known = {*events.own, *((*CALL_EVENTS, LINE_FAILED) if events.anywhere else ())}
        if edge.on.value not in known and not (events.anywhere and is_key_event(edge.on.value)):
            message = f"`{edge.on.value}` never happens in a node of type `{node.TYPE}`"
            yield RULE.at(edge.on.span, message, help=hint(edge.on.value, known), fixes=_fixes(edge.on, known))


def _fixes(event: Spanned[str], known: Iterable[str]) -> tuple[Fix, ...]:
    guess = nearest(event.value, known)
    return (Fix(f"Write `{guess}`", (Edit(event.span, guess),), "unsafe"),) if guess else ()


def _no_such_way(node: NodeFields, edge: EdgeFields) -> str:
    if isinstance(node, Note):
        return "a node of type `note` is only a remark, so nothing comes after it"
    if isinstance(node, Jump):
        return "a node of type `jump` leaves the flow for good, so nothing comes after it"
    if not node.WAYS.kinds:
        return f"a node of type `{node.TYPE}` ends the call, so nothing comes after it"
    if edge.kind == "always":
        return f"a node of type `{node.TYPE}` has several ways out, so `next` is a list"
    return f"a node of type `{node.TYPE}` has no `{edge.kind}` edges"


def _possible(node: NodeFields, events: Iterable[str]) -> str | None:
    """An example of each kind of edge that the node may have."""
    ways = node.WAYS
    shown = {"if": "`{if: ..., to: ...}`", "when": "`{when: ..., to: ...}`", "else": "`{else: ...}`"}
    parts = ["`next: node_id`"] if "always" in ways.kinds else []
    parts += [text for kind, text in shown.items() if kind in ways.kinds]
    parts += [f"`{{on: {event}, to: ...}}`" for event in (['"exit:..."'] if isinstance(node, Subflow) else events)]
    return f"Possible: {', '.join(parts)}." if parts else None
