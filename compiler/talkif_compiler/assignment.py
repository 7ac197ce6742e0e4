"""Which variables surely have a value where: definite assignment over the graph of the flow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from .edges import EdgeFields
from .flow_graph import ANYWHERE, FlowGraph
from .flow_interface import Called, assigned_before
from .nodes.fields import NodeFields


class Assignment:
    """Sets of variables are bits of an integer, so that meeting and joining them costs next to nothing."""

    def __init__(
        self, graph: FlowGraph, nodes: Mapping[str, NodeFields], variables: Iterable[str], called: Called
    ) -> None:
        self._graph = graph
        self._called = called
        self._nodes = nodes
        self._bits = {name: 1 << index for index, name in enumerate(variables)}
        self._sure = self._solve()

    def is_sure(self, name: str, vertex: str) -> bool:
        """True when every way from the start to the vertex fills the variable, or no way leads there."""
        return vertex not in self._sure or bool(self._sure[vertex] & self._bits[name])

    def way_without(self, name: str, vertex: str) -> tuple[str, ...]:
        """A shortest way from the start on which nothing fills the variable, to a vertex where it is not sure."""
        bit = self._bits[name]
        before: dict[str, str | None] = {self._graph.start: None}
        waiting = deque([self._graph.start])
        while vertex not in before:
            current = waiting.popleft()
            for target in self._onward(current):
                if target not in before and not self._filled(current, target) & bit:
                    before[target] = current
                    waiting.append(target)
        way = [vertex]
        while (previous := before[way[-1]]) is not None:
            way.append(previous)
        return tuple(reversed(way))

    def _solve(self) -> dict[str, int]:
        """Vertex -> variables that are filled on every way to it. What no way reaches is not in it."""
        sure = {self._graph.start: 0}
        waiting = deque([self._graph.start])
        while waiting:
            current = waiting.popleft()
            for target in self._onward(current):
                arriving = sure[current] | self._filled(current, target)
                met = arriving & sure.get(target, arriving)
                if sure.get(target) != met:
                    sure[target] = met
                    waiting.append(target)
        return sure

    def _onward(self, vertex: str) -> Iterable[str]:
        """What follows ANYWHERE is not known, and no finding is better than a wrong one."""
        return self._graph.links.successors(vertex) if vertex != ANYWHERE else ()

    def _filled(self, origin: str, target: str) -> int:
        """Variables that are filled whichever of the edges between the two is taken."""
        filled = -1
        for edge in self._graph.written(origin, target):
            filled &= self._filled_by(origin, edge)
        return filled

    def _filled_by(self, origin: str, edge: EdgeFields | None) -> int:
        if edge is None:
            return 0
        node = self._nodes.get(origin)
        filled = assigned_before(origin, node, edge, self._called) if node is not None else ()
        names = {*(edge.set or {}), *filled}
        return sum(self._bits.get(name, 0) for name in names)
