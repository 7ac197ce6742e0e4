"""Something that cannot be undone happens before the caller has agreed to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields, is_key_event
from ...fields.request import RequestFields
from ...fields.tools import HttpToolFields
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.collect import Collect
from ...nodes.fields import NodeFields
from ...nodes.http import Http
from ...nodes.menu import Menu
from ...nodes.subflow import Subflow
from ...nodes.tool import Tool
from ...rule import Rule
from ...source import Span
from .ways import Reach, shown

RULE = Rule(
    id="irreversible-without-confirmation",
    severity="warning",
    summary="Something that cannot be undone happens before the caller has agreed to it.",
    doc="""\
Recognition errs: a misheard number or word is enough to cancel, book or pay what nobody wanted. Some way leads from the
start to this request without a choice of the caller: a menu, a yes or no, a value that is read back (`confirm`), a
`when` edge, a key, or a conversation with a model. The rule looks at `DELETE` requests, and at others than `GET` whose
tool or node has a name that begins with cancel, delete, pay, charge, refund, book, buy and the like.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {order_id: {type: string}}
tools:
  cancel_order:
    description: Cancels an order.
    method: POST
    url: "https://api.example.com/cancel"
nodes:
  greet: {type: collect, into: order_id, ask: "Which order?", next: [{on: done, to: cancel}, {on: gave_up, to: bye}]}
  cancel: {type: tool, tool: cancel_order, say: "One moment.", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {order_id: {type: string}, agrees: {type: boolean}}
tools:
  cancel_order:
    description: Cancels an order.
    method: POST
    url: "https://api.example.com/cancel"
nodes:
  greet: {type: collect, into: order_id, ask: "Which order?", next: [{on: done, to: agree}, {on: gave_up, to: bye}]}
  agree:
    type: collect
    into: agrees
    ask: "Shall I cancel order {{order_id}}?"
    next: [{on: done, to: decide}, {on: gave_up, to: bye}]
  decide: {type: branch, next: [{if: vars.agrees, to: cancel}, {else: bye}]}
  cancel: {type: tool, tool: cancel_order, say: "One moment.", next: [{on: success, to: bye}, {on: failure, to: bye}]}
  bye: {type: end, say: "Goodbye."}
""",
)


_VERB = re.compile(
    r"(?:cancel|delete|remove|terminate|close|deactivate|pay|charge|refund|purchase|buy|withdraw|book|order|submit_order"
    r"|unsubscribe|wire|debit)(?:_|$)"
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    acts = {node_id: place for node_id, node in linked.nodes.items() if (place := _act(linked, node_id, node))}
    if not acts:
        return
    agreeing = {node_id for node_id, node in linked.nodes.items() if _asks_for_a_choice(linked, node)}
    reach = Reach(linked, agreeing, _is_choice)
    for node_id, place in acts.items():
        way = reach.way_to({node_id})
        if way is not None:
            node = linked.nodes[node_id]
            related = () if place is node.type.span else (Label(place, "this cannot be undone"),)
            message = f"`{node_id}` cannot be undone, and the caller has not agreed to it"
            advice = "Ask first: a `collect` of `slot: yes_no`, or `confirm: always` on the value."
            yield RULE.at(node.type.span, message, related=related, path=shown(way), help=advice)


def _act(linked: Linked, node_id: str, node: NodeFields) -> Span | None:
    """Where it says that a node does something irreversible, if it does."""
    if isinstance(node, Tool):
        tool = linked.tools.get(node.tool.value)
        if isinstance(tool, HttpToolFields) and _changes(tool, node.tool.value):
            return tool.method.span if tool.method is not None else node.type.span
    if isinstance(node, Http) and _changes(node, node_id):
        return node.method.span if node.method is not None else node.type.span
    return None


def _changes(request: RequestFields, name: str) -> bool:
    method = request.method.value if request.method is not None else "GET"
    return method == "DELETE" or (method != "GET" and _VERB.match(name.lower()) is not None)


def _asks_for_a_choice(linked: Linked, node: NodeFields) -> bool:
    if isinstance(node, Collect):
        variable = linked.scope.variables.get(node.into.value)
        is_yes_no = node.slot.value == "yes_no" if node.slot else variable is not None and variable.type == "boolean"
        return is_yes_no or (node.confirm is not None and node.confirm.value == "always")
    return isinstance(node, Menu | Agent | Subflow)


def _is_choice(edge: EdgeFields | None) -> bool:
    return edge is not None and (edge.when is not None or (edge.on is not None and is_key_event(edge.on.value)))
