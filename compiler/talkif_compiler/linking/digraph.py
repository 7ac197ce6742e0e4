"""A directed graph of names, with the few questions that are asked of a flow. All of them take time linear in its size.

Importing a graph library takes longer than checking two hundred flows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, KeysView


class Digraph:
    """Vertices and edges keep the order in which they are added."""

    def __init__(self, vertices: Iterable[str] = ()) -> None:
        self._onward: dict[str, dict[str, None]] = {vertex: {} for vertex in vertices}
        self._back: dict[str, dict[str, None]] = {vertex: {} for vertex in self._onward}

    def add(self, origin: str, target: str) -> None:
        onward, back = self._onward, self._back
        if origin not in onward:
            onward[origin], back[origin] = {}, {}
        if target not in onward:
            onward[target], back[target] = {}, {}
        onward[origin][target] = None
        back[target][origin] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._onward)

    def __contains__(self, vertex: object) -> bool:
        return vertex in self._onward

    def __len__(self) -> int:
        return len(self._onward)

    def edges(self) -> Iterator[tuple[str, str]]:
        return ((origin, target) for origin, targets in self._onward.items() for target in targets)

    def has_edge(self, origin: str, target: str) -> bool:
        return target in self._onward.get(origin, ())

    def successors(self, vertex: str) -> KeysView[str]:
        return self._onward[vertex].keys()

    def predecessors(self, vertex: str) -> KeysView[str]:
        return self._back[vertex].keys()

    def subgraph(self, vertices: Iterable[str]) -> Digraph:
        """A copy of the part between some vertices, in their order."""
        part = Digraph(vertices)
        back = part._back
        for vertex, targets in part._onward.items():
            for target in self._onward[vertex]:
                if target in back:
                    targets[target] = None
                    back[target][vertex] = None
        return part

    def reached(self, starts: Iterable[str], *, backwards: bool = False) -> set[str]:
        """The starts, and all that a way leads to from one of them; `backwards`: all from which a way leads to one."""
        beyond = self._back if backwards else self._onward
        found = set(starts)
        waiting = list(found)
        while waiting:
            for vertex in beyond[waiting.pop()]:
                if vertex not in found:
                    found.add(vertex)
                    waiting.append(vertex)
        return found

    def components(self) -> list[set[str]]:
        """Strongly connected components, each before those that lead to it (Tarjan 1972, without recursion)."""
        return _Components(self._onward).found

    def shortest_cycle(self, vertex: str) -> tuple[str, ...] | None:
        """With the vertex at both ends; None when no way leads back."""
        before: dict[str, str] = {}
        waiting = deque([vertex])
        while waiting:
            current = waiting.popleft()
            for target in sorted(self._onward[current]) if current == vertex else self._onward[current]:
                if target == vertex:
                    return _way(before, vertex, current)
                if target not in before:
                    before[target] = current
                    waiting.append(target)
        return None


def _way(before: dict[str, str], start: str, last: str) -> tuple[str, ...]:
    way = [start]
    while last != start:
        way.append(last)
        last = before[last]
    return (start, *reversed(way))


class _Components:
    def __init__(self, onward: dict[str, dict[str, None]]) -> None:
        self.found: list[set[str]] = []
        self._onward = onward
        self._number: dict[str, int] = {}
        self._lowest: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()
        for root in onward:
            if root not in self._number:
                self._visit(root)

    def _visit(self, root: str) -> None:
        way = [(root, self._enter(root))]
        while way:
            vertex, targets = way[-1]
            for target in targets:
                if target not in self._number:
                    way.append((target, self._enter(target)))
                    break
                if target in self._is_open:
                    self._lowest[vertex] = min(self._lowest[vertex], self._number[target])
            else:
                way.pop()
                self._leave(vertex)
                if way:
                    above = way[-1][0]
                    self._lowest[above] = min(self._lowest[above], self._lowest[vertex])

    def _enter(self, vertex: str) -> Iterator[str]:
        self._number[vertex] = self._lowest[vertex] = len(self._number)
        self._open.append(vertex)
        self._is_open.add(vertex)
        return iter(self._onward[vertex])

    def _leave(self, vertex: str) -> None:
        """Where nothing earlier can be reached, what is open from here on is a component."""
        if self._lowest[vertex] != self._number[vertex]:
            return
        members: set[str] = set()
        while vertex not in members:
            members.add(self._open.pop())
        self._is_open -= members
        self.found.append(members)
