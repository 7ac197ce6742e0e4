"""The result of a request is read on a way on which none has been made."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.edges import EdgeFields
from ...linking.analysis import Analysis
from ...linking.flow_graph import ANYWHERE, HANDLERS, IDLE, VIRTUAL
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.fields import NodeFields
from ...nodes.http import Http
from ...nodes.subflow import Subflow
from ...nodes.tool import Tool
from ...rule import Rule
from ...scope import Reference
from .result_before_success import is_result, read_afterwards

RULE = Rule(
    id="result-before-request",
    severity="warning",
    summary="The result of a request is read on a way on which none has been made.",
    doc="""\
`last.result` is empty until a `tool` or `http` node, a tool of an agent or a sub-flow has made a request. A line that
speaks of it before then has a hole in it, and a condition on it cannot be decided. The finding shows the shortest way
to the place without a request. Behind a condition that asks for `last.result`, the rule takes it to be there.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: branch, next: [{if: contact.company == 'Acme', to: find}, {else: bye}]}
  find: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: sorry}]}
  sorry: {type: end, say: "I cannot find your order."}
  bye: {type: end, say: "Your order is {{last.result.status}}."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: branch, next: [{if: contact.company == 'Acme', to: find}, {else: sorry}]}
  find: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: sorry}]}
  sorry: {type: end, say: "I cannot find your order."}
  bye: {type: end, say: "Your order is {{last.result.status}}."}
""",
)

_SHOWN = {HANDLERS: "(handler)", IDLE: "(idle)"}


def check(linked: Linked) -> Iterator[Diagnostic]:
    readers = [analysis for analysis in linked.analyses if any(map(_is_open, analysis.references))]
    if not readers:
        return
    before = _without_request(linked)
    for analysis in readers:
        vertex = next((vertex for vertex in analysis.use.vertices if _lacks(linked, before, vertex, analysis)), None)
        if vertex is None:
            continue
        reference = next(filter(_is_open, analysis.references))
        yield RULE.at(
            analysis.place(reference.start, reference.end),
            "there may be no result here: no request has been made",
            path=_way(before, vertex),
            help="Make the request first, or ask whether there is a result: `{{#if last.result}}`, `has(last.result)`.",
        )


def _is_open(reference: Reference) -> bool:
    return is_result(reference.path) and not reference.guarded


def _lacks(linked: Linked, before: dict[str, str], vertex: str, analysis: Analysis) -> bool:
    node = linked.nodes.get(vertex)
    if vertex not in before or (isinstance(node, Agent) and node.tools):
        return False
    return not (isinstance(node, Tool | Http) and id(analysis.use.leaf) in read_afterwards(node))


def _without_request(linked: Linked) -> dict[str, str]:
    """Each vertex that a way without a request leads to -> the one before it on a shortest such way."""
    graph = linked.graph
    before = {graph.start: ""}
    waiting = deque([graph.start])
    while waiting:
        current = waiting.popleft()
        node = linked.nodes.get(current)
        if current == ANYWHERE or (node is not None and _may_request(node)):
            continue
        for target in graph.links.successors(current):
            if target not in before and not _is_asked(linked, current, target):
                before[target] = current
                waiting.append(target)
    return before


def _may_request(node: NodeFields) -> bool:
    return isinstance(node, Tool | Http | Subflow) or (isinstance(node, Agent) and bool(node.tools))


def _is_asked(linked: Linked, origin: str, target: str) -> bool:
    """Whether conditions ask for the result before a call goes this way; all of a node, as they are tried in turn."""
    node = linked.nodes.get(origin)
    if node is not None and target not in VIRTUAL:
        return any(map(_asks, node.next))
    return all(map(_asks, linked.graph.written(origin, target)))


def _asks(edge: EdgeFields | None) -> bool:
    return edge is not None and edge.if_ is not None and "last.result" in edge.if_.source


def _way(before: dict[str, str], vertex: str) -> tuple[str, ...]:
    way = [vertex]
    while before[way[-1]]:
        way.append(before[way[-1]])
    return tuple(_SHOWN.get(step, step) for step in reversed(way))
