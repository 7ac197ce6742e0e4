"""Shortest ways through a flow on which one name has no value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field

from .effect import Effect
from .flow_graph import HANDLERS

Steps: TypeAlias = Callable[[str], Iterable[tuple[str, Sequence[Effect]]]]
"""Where the call may go from a vertex, and what happens on the way."""


class State(NamedTuple):
    vertex: str
    sure: int
    """Names that have a value: bits of an integer."""
    origin: str = ""
    """Of HANDLERS: the node that the call is in, where a handler leads to that node."""


class Lacking(Struct):
    """Looks no further than it is asked for: each vertex is reached by a shortest way (Dijkstra 1959)."""

    start: str
    sure: int
    """Names that have a value there."""
    steps: Steps
    bit: int
    """The name."""
    relevant: int
    """The name, and those that its value may be taken from."""
    lost: Mapping[str, int]
    """Node -> names that may have no value any more after a handler that left it and came back."""
    detour: Callable[[str], tuple[str, ...]]
    """A shortest way through such a handler; empty when there is none."""
    targets: frozenset[str]
    """Nodes that handlers lead to."""
    _before: dict[State, tuple[State | None, tuple[str, ...]]] = field(default_factory=dict)
    """State -> the one before, and what lies between."""
    _without: dict[str, list[State]] = field(default_factory=dict)
    """Vertex -> its states without a value, the shortest way first."""
    _any: dict[str, State] = field(default_factory=dict)
    """Vertex -> the first state that reaches it."""
    _handled: dict[int, list[str]] = field(default_factory=dict)
    """Names that have a value where a handler takes the call -> the first two nodes that it takes it from."""
    _gaps: dict[State, str] = field(default_factory=dict)
    _search: Iterator[State] | None = None

    def way(self, vertex: str, target: str | None = None, *, is_sure_too: bool = True) -> tuple[str, ...]:
        """From the start to the vertex, both included; empty when there is none.

        `is_sure_too`: where every way gives the name a value, as when the vertex itself takes that away, a shortest one
        of them. `target`: where the handler leads to that is to take the call at HANDLERS.
        """
        state = self._last(vertex, target)
        if state is None and is_sure_too:
            state = self._any.get(vertex)
        return tuple(reversed([*_back(self._before, state)])) if state is not None else ()

    def gap(self, vertex: str, target: str | None = None) -> str:
        """Names the last place on the shortest way where the name could have got a value, or lost it.

        Empty when there is no such place: nothing on the way ever gives it one. `target`: as of `way`.
        """
        last = self._last(vertex, target)
        if last is None:
            return f"at {vertex}"
        passed: list[State] = []
        state: State | None = last
        while state is not None and state not in self._gaps:
            passed.append(state)
            state = self._before[state][0]
        for state in reversed(passed):
            self._gaps[state] = self._gap_before(state)
        return self._gaps[last]

    def _gap_before(self, state: State) -> str:
        """What is known of the state before it."""
        before = self._before[state][0]
        if before is None or state.sure & self.bit:
            # Where it has a value, nothing is asked.
            return ""
        effects = (effect for _, found in self.steps(before.vertex) for effect in found)
        if before.sure & self.bit or any(effect.after(before.sure) & self.bit for effect in effects):
            return f"from {before.vertex} to {state.vertex}"
        return self._gaps[before]

    def _last(self, vertex: str, target: str | None) -> State | None:
        if self._search is None:
            self._search = self._walk()
        while (found := self._found(vertex, target)) is None:
            if next(self._search, None) is None:
                return None
        return found

    def _found(self, vertex: str, target: str | None) -> State | None:
        return next((state for state in self._without.get(vertex, ()) if not target or state.origin != target), None)

    def _walk(self) -> Iterator[State]:
        number = count()
        waiting: list[tuple[int, int, State, State | None, tuple[str, ...]]] = []
        heappush(waiting, (1, next(number), State(self.start, self.sure & self.relevant), None, ()))
        while waiting:
            length, _, state, previous, between = heappop(waiting)
            if state in self._before:
                continue
            self._before[state] = previous, between
            self._any.setdefault(state.vertex, state)
            if not state.sure & self.bit:
                self._without.setdefault(state.vertex, []).append(state)
            yield state
            if state.sure & self.bit & self.lost.get(state.vertex, 0):
                detour = self.detour(state.vertex)
                emptied = State(state.vertex, state.sure & ~self.bit)
                if detour:
                    heappush(waiting, (length + len(detour) + 1, next(number), emptied, state, detour))
            for following in self._following(state):
                heappush(waiting, (length + 1, next(number), following, state, ()))

    def _following(self, state: State) -> Iterator[State]:
        firsts = self._handled.setdefault(state.sure, []) if state.vertex == HANDLERS else []
        if len(firsts) > 1:
            # Between them, two nodes have every handler.
            return
        for target, effects in self.steps(state.vertex):
            if state.vertex == HANDLERS and (target == state.origin or (firsts and target != firsts[0])):
                continue
            for effect in effects:
                origin = state.vertex if target == HANDLERS and state.vertex in self.targets else ""
                yield State(target, effect.after(state.sure) & self.relevant, origin)
        if state.vertex == HANDLERS:
            firsts.append(state.origin)


def _back(steps: Mapping[State, tuple[State | None, tuple[str, ...]]], last: State) -> Iterator[str]:
    """The vertices of a way, from its end."""
    state: State | None = last
    while state is not None:
        yield state.vertex
        state, between = steps[state]
        yield from reversed(between)
