"""Ways through a flow as the evidence of a finding."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from ...fields.edges import EdgeFields
from ...linking.flow_graph import ANYWHERE, HANDLERS, IDLE
from ...linking.link import Linked

Stops: TypeAlias = Callable[[EdgeFields | None], bool]
"""True for an edge that is not to be followed; None stands for one that is written elsewhere, as choices are."""

_SHOWN = {HANDLERS: "(handler)", IDLE: "(idle)"}


def shown(way: tuple[str, ...]) -> tuple[str, ...]:
    """As the path of a diagnostic."""
    return tuple(_SHOWN.get(vertex, vertex) for vertex in way)


class Reach:
    """Where calls can get from the start without entering some nodes.

    Handlers and idleness hold where the flow waits for the caller: a line that is spoken is gone through at once. What
    cannot be resolved leads nowhere, because no finding is better than a wrong one.
    """

    def __init__(self, linked: Linked, barriers: Collection[str] = (), stops: Stops | None = None) -> None:
        self._linked = linked
        self._barriers = barriers
        self._stops = stops
        self._before: dict[str, str | None] = {}
        if linked.graph.start not in barriers and linked.graph.start != ANYWHERE:
            self._walk(linked.graph.start)

    def __contains__(self, vertex: object) -> bool:
        return vertex in self._before

    def way_to(self, targets: Collection[str]) -> tuple[str, ...] | None:
        """A shortest way to one of them, both ends included; None when there is none."""
        first = next((vertex for vertex in self._before if vertex in targets), None)
        if first is None:
            return None
        way = [first]
        while (previous := self._before[way[-1]]) is not None:
            way.append(previous)
        return tuple(reversed(way))

    def _walk(self, start: str) -> None:
        self._before[start] = None
        waiting = deque([start])
        while waiting:
            current = waiting.popleft()
            for target in self._onward(current):
                self._before[target] = current
                waiting.append(target)

    def _onward(self, origin: str) -> Iterator[str]:
        node = self._linked.nodes.get(origin)
        for target in self._linked.graph.links.successors(origin):
            if target in self._before:
                continue
            is_open = target != ANYWHERE and target not in self._barriers
            if target in (HANDLERS, IDLE):
                is_open = node is not None and node.LISTENS
            if is_open and not self._is_stopped(origin, target):
                yield target

    def _is_stopped(self, origin: str, target: str) -> bool:
        if self._stops is None:
            return False
        written = self._linked.graph.written(origin, target)
        return bool(written) and all(map(self._stops, written))
