"""Ways on which the caller gets no turn."""

from __future__ import annotations

from collections.abc import Mapping

from ..nodes.end import End
from ..nodes.fields import NodeFields
from ..nodes.jump import Jump
from ..nodes.subflow import Subflow
from .digraph import Digraph
from .flow_graph import FlowGraph
from .flow_interface import EXIT, NO_OUTCOME, Called, Passage


def silent_ways(graph: FlowGraph, nodes: Mapping[str, NodeFields], called: Called, *, pausing: bool) -> Digraph:
    """Between nodes that do not wait for the caller. `pausing`: those in which time passes are among them.

    A sub-flow is passed by the exits that it comes to in the same way; of one that is not known, nothing is said.
    """
    ways = graph.links.subgraph(
        node_id for node_id, node in nodes.items() if not node.LISTENS and (pausing or not node.PAUSES)
    )
    if not any(isinstance(nodes[node_id], Subflow) for node_id in ways):
        return ways
    passed = Digraph(ways)
    for origin, target in ways.edges():
        if not isinstance(nodes[origin], Subflow) or _comes_back(graph, origin, target, called, pausing=pausing):
            passed.add(origin, target)
    return passed


def passage(graph: FlowGraph, nodes: Mapping[str, NodeFields], ways: Digraph) -> Passage:
    """`ways`: those of `silent_ways`."""
    reached = ways.reached([graph.start]) if graph.start in ways else set()
    ends = [node for node_id in reached if isinstance(node := nodes[node_id], End)]
    return Passage(
        exits=frozenset(node.outcome.value if node.outcome else NO_OUTCOME for node in ends),
        jumps=frozenset(node.flow.value for node_id in reached if isinstance(node := nodes[node_id], Jump)),
    )


def _comes_back(graph: FlowGraph, origin: str, target: str, called: Called, *, pausing: bool) -> bool:
    interface = called.get(origin)
    if interface is None:
        return False
    exits = (interface.deaf if pausing else interface.silent).exits
    events = (edge.on.value for edge in graph.written(origin, target) if edge is not None and edge.on is not None)
    return any(event.removeprefix(EXIT) in exits for event in events if event.startswith(EXIT))
