"""The result of a request is read where it has failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...linking.analysis import Analysis
from ...linking.flow_graph import ANYWHERE
from ...linking.link import Linked
from ...nodes.agent import Agent
from ...nodes.fields import NodeFields
from ...nodes.http import Http
from ...nodes.subflow import Subflow
from ...nodes.tool import Tool
from ...rule import Rule

RULE = Rule(
    id="result-before-success",
    severity="warning",
    summary="The result of a request is read where it has failed.",
    doc="""\
After `on: failure` or `on: timeout`, `last.error` says what went wrong, and `last.result` is empty, or the body of an
answer that reports the failure. A line that speaks of the result has a hole there, and a condition on it cannot be
decided. The rule looks at places that nothing but a failure leads to.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: sorry}]}
  sorry: {type: end, say: "Your order is {{last.result.status}}."}
  bye: {type: end, say: "Goodbye."}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: sorry}]}
  sorry: {type: end, say: "I cannot find your order."}
  bye: {type: end, say: "Your order is {{last.result.status}}."}
""",
)

_FAILED = frozenset({"failure", "timeout"})


def check(linked: Linked) -> Iterator[Diagnostic]:
    readers = [analysis for analysis in linked.analyses if any(is_result(ref.path) for ref in analysis.references)]
    if not readers:
        return
    failed = _failed(linked)
    on_failure = {id(leaf): node for node in linked.nodes.values() for leaf in _after_failure(node)}
    for analysis in readers:
        vertices = analysis.use.vertices
        cause = on_failure.get(id(analysis.use.leaf))
        if cause is None and vertices and all(failed.get(vertex) for vertex in vertices):
            node = linked.nodes.get(vertices[0])
            # What a request reads before it is sent is of the one before; what it reads afterwards is its own.
            if not (isinstance(node, Tool | Http) and id(analysis.use.leaf) in read_afterwards(node)):
                cause = _cause(linked, vertices[0])
        if cause is not None:
            yield from _findings(analysis, cause)


def _findings(analysis: Analysis, cause: NodeFields) -> Iterator[Diagnostic]:
    for reference in analysis.references:
        if is_result(reference.path) and not reference.guarded:
            yield RULE.at(
                analysis.place(reference.start, reference.end),
                "there is no result here: the request has failed",
                related=(Label(cause.type.span, "this has failed"),),
                help="Why it failed is in `last.error`.",
            )


def is_result(path: tuple[str, ...]) -> bool:
    return path[:2] == ("last", "result")


def _failed(linked: Linked) -> dict[str, bool]:
    """Vertex -> whether every way to it ends with a failure. What no way reaches is not in it."""
    graph = linked.graph
    failed = {graph.start: False}
    waiting = deque([graph.start])
    while waiting:
        current = waiting.popleft()
        for target in graph.links.successors(current) if current != ANYWHERE else ():
            edges = graph.written(current, target)
            arriving = all(_leaves_failed(linked, current, edge, before=failed[current]) for edge in edges)
            met = arriving and failed.get(target, True)
            if failed.get(target) != met:
                failed[target] = met
                waiting.append(target)
    return failed


def _leaves_failed(linked: Linked, origin: str, edge: EdgeFields | None, *, before: bool) -> bool:
    node = linked.nodes.get(origin)
    if isinstance(node, Tool | Http):
        return edge is not None and edge.on is not None and edge.on.value in _FAILED
    if isinstance(node, Subflow) or (isinstance(node, Agent) and node.tools):
        return False
    return before


def _after_failure(node: NodeFields) -> Iterator[object]:
    """What is read on the edges for a failure."""
    if isinstance(node, Tool | Http):
        for edge in node.next:
            if edge.on is not None and edge.on.value in _FAILED:
                yield from (edge.say, *(edge.set or {}).values())


def read_afterwards(node: Tool | Http) -> set[int]:
    """What is read once the answer is there: the map of the result, and the edges."""
    of_map = (node.map or {}).values() if isinstance(node, Http) else ()
    of_edges = (leaf for edge in node.next for leaf in (edge.say, edge.if_, *(edge.set or {}).values()))
    return {id(leaf) for leaf in (*of_map, *of_edges)}


def _cause(linked: Linked, vertex: str) -> NodeFields | None:
    """The nearest request before it."""
    seen = {vertex}
    waiting = deque([vertex])
    while waiting:
        current = waiting.popleft()
        for origin in linked.graph.links.predecessors(current):
            node = linked.nodes.get(origin)
            if isinstance(node, Tool | Http):
                return node
            if origin not in seen and origin != ANYWHERE:
                seen.add(origin)
                waiting.append(origin)
    return None
