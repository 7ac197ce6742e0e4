"""Which names surely have a value where: definite assignment over the graph of the flow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from ..fields.edges import EdgeFields, HandlerFields
from ..fields.leaves import Formula, Key, Text
from ..nodes.fields import NodeFields
from ..nodes.set import Set
from ..nodes.switch import Switch
from .flow_graph import ANYWHERE, FlowGraph
from .flow_interface import Called, assigned_before
from .reading import Use

Path: TypeAlias = tuple[str, ...]
"""("vars", "order", "total")"""

_NULL = "null"


@dataclass(frozen=True, slots=True)
class Proof:
    """Names that have a value, as a condition says."""

    held: frozenset[Path] = frozenset()
    """Where it is true."""
    failed: frozenset[Path] = frozenset()
    """Where it is not."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """What happens to a set of names, whose members are bits of an integer."""

    keeps: int = -1
    fills: int = 0

    def after(self, sure: int) -> int:
        return sure & self.keeps | self.fills

    def then(self, other: _Effect) -> _Effect:
        if other is _NO_EFFECT or self is _NO_EFFECT:
            return self if other is _NO_EFFECT else other
        return _Effect(self.keeps & other.keeps, self.fills & other.keeps | other.fills)

    def met(self, other: _Effect) -> _Effect:
        """What is left when either of both happens."""
        return _Effect((self.keeps | self.fills) & (other.keeps | other.fills), self.fills & other.fills)


_NO_PROOF = Proof()
_NO_EFFECT = _Effect()


class Presence:
    def __init__(
        self,
        graph: FlowGraph,
        nodes: Mapping[str, NodeFields],
        handlers: Sequence[HandlerFields],
        called: Called,
        names: Iterable[Path],
        proofs: Mapping[Formula, Proof],
    ) -> None:
        """`names`: those that are asked for; others that conditions prove are known, too.

        `proofs`: of conditions on edges, and of what a `switch` decides by for its cases.
        """
        self._graph = graph
        self._nodes = nodes
        self._called = called
        self._proofs = proofs
        proved = (path for proof in proofs.values() for path in (*proof.held, *proof.failed))
        self._bits = {path: 1 << index for index, path in enumerate(dict.fromkeys((*names, *proved)))}
        self._members: dict[str, int] = {}
        """Variable -> members of its value."""
        for path, bit in self._bits.items():
            if path[0] == "vars" and len(path) > 2:
                self._members[path[1]] = self._members.get(path[1], 0) | bit
        self._before: dict[Text | Formula, _Effect] = {}
        """What has happened since the node was entered, when a template or formula of one of its edges is read."""
        self._by_edge: dict[int, _Effect] = {}
        """By id()."""
        for node_id, node in nodes.items():
            self._add_edges(node_id, node, node.next)
        for handler in handlers:
            self._add_edges(None, None, (handler,))
        self._sure = self._solve()

    def missing(self, path: Path, use: Use) -> str | None:
        """A vertex where the name may have no value when the template or formula is read."""
        return next((vertex for vertex in use.vertices if not self.is_sure(path, vertex, use.leaf)), None)

    def is_sure(self, path: Path, vertex: str, leaf: Text | Formula | None = None) -> bool:
        """True when every way from the start to the vertex gives the name a value, or no way leads there.

        `leaf`: what is read there; without it, what the vertex itself finds.
        """
        if vertex not in self._sure:
            return True
        before = self._before.get(leaf, _NO_EFFECT) if leaf is not None else _NO_EFFECT
        return bool(before.after(self._sure[vertex]) & self._bits.get(path, 0))

    def way_without(self, path: Path, vertex: str) -> tuple[str, ...]:
        """A shortest way from the start to the vertex that leaves the name without a value.

        Where every way gives it one, and it loses that at the vertex itself, a shortest way there.
        """
        bit = self._bits.get(path, 0)
        first = (self._graph.start, 0)
        before: dict[tuple[str, int], tuple[str, int] | None] = {first: None}
        waiting = deque([first])
        while waiting and (vertex, 0) not in before:
            state = origin, sure = waiting.popleft()
            for target in self._onward(origin):
                for effect in self._effects(origin, target):
                    arriving = (target, effect.after(sure) & bit)
                    if arriving not in before:
                        before[arriving] = state
                        waiting.append(arriving)
        last = (vertex, 0) if (vertex, 0) in before else (vertex, bit)
        return tuple(reversed([place for place, _ in _back(before, last)]))

    def _solve(self) -> dict[str, int]:
        """Vertex -> names that have a value on every way to it. What no way reaches is not in it."""
        sure = {self._graph.start: 0}
        steps: dict[tuple[str, str], _Effect] = {}
        waiting = deque([self._graph.start])
        while waiting:
            current = waiting.popleft()
            for target in self._onward(current):
                step = steps.get((current, target))
                if step is None:
                    step = steps[current, target] = reduce(_Effect.met, self._effects(current, target))
                arriving = step.after(sure[current])
                met = arriving & sure.get(target, arriving)
                if sure.get(target) != met:
                    sure[target] = met
                    waiting.append(target)
        return sure

    def _onward(self, vertex: str) -> Iterable[str]:
        """What follows ANYWHERE is not known, and no finding is better than a wrong one."""
        return self._graph.links.successors(vertex) if vertex != ANYWHERE else ()

    def _effects(self, origin: str, target: str) -> Iterator[_Effect]:
        for edge in self._graph.written(origin, target):
            yield self._by_edge.get(id(edge), _NO_EFFECT) if edge is not None else self._unwritten(origin, target)

    def _unwritten(self, origin: str, target: str) -> _Effect:
        """Of a way that is no edge: a case of a `switch`, or one that leads out of the node in the middle of it."""
        node = self._nodes.get(origin)
        if node is None:
            return _NO_EFFECT
        if isinstance(node, Switch) and self._graph.is_node(target):
            return self._filling(self._proofs.get(node.on, _NO_PROOF).held)
        return self._losing(node)

    def _add_edges(self, node_id: str | None, node: NodeFields | None, edges: Sequence[EdgeFields]) -> None:
        refuted = 0
        for edge in sorted(edges, key=_is_else) if len(edges) > 1 else edges:
            effect = self._of_node(node_id, node, edge) if node_id is not None and node is not None else _NO_EFFECT
            if refuted and (edge.if_ is not None or _is_else(edge)):
                effect = effect.then(_Effect(fills=refuted))
            if edge.if_ is not None:
                self._before[edge.if_] = effect
                proof = self._proofs.get(edge.if_, _NO_PROOF)
                refuted |= self._bits_of(proof.failed)
                effect = effect.then(self._filling(proof.held))
            if edge.set is not None:
                self._before.update(dict.fromkeys(edge.set.values(), effect))
                effect = effect.then(self._assigning(edge.set))
            if edge.say is not None:
                self._before[edge.say] = effect
            self._by_edge[id(edge)] = effect

    def _of_node(self, node_id: str, node: NodeFields, edge: EdgeFields) -> _Effect:
        if isinstance(node, Set):
            return self._assigning(node.assignments)
        filled = assigned_before(node_id, node, edge, self._called)
        return self._losing(node).then(self._filling(("vars", name) for name in filled))

    def _losing(self, node: NodeFields) -> _Effect:
        """The node may replace values, and then nothing is known of their members."""
        lost = 0
        for name in node.written() if self._members else ():
            lost |= self._members.get(name if isinstance(name, Key) else name.value, 0)
        return _Effect(keeps=~lost) if lost else _NO_EFFECT

    def _filling(self, paths: Iterable[Path]) -> _Effect:
        filled = self._bits_of(paths)
        return _Effect(fills=filled) if filled else _NO_EFFECT

    def _assigning(self, assignments: Mapping[Key, Formula]) -> _Effect:
        keeps, fills = -1, 0
        for name, formula in assignments.items():
            bit = self._bits.get(("vars", name), 0)
            keeps &= ~(self._members.get(name, 0) | bit)
            fills |= 0 if formula.source.strip() == _NULL else bit
        return _Effect(keeps, fills)

    def _bits_of(self, paths: Iterable[Path]) -> int:
        bits = 0
        for path in paths:
            bits |= self._bits.get(path, 0)
        return bits


def _is_else(edge: EdgeFields) -> bool:
    return edge.else_ is not None


def _back(before: Mapping[tuple[str, int], tuple[str, int] | None], last: tuple[str, int]) -> Iterator[tuple[str, int]]:
    state: tuple[str, int] | None = last
    while state is not None:
        yield state
        state = before[state]
