"""Which names surely have a value where: definite assignment over the graph of the flow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import chain
from operator import and_

from ..fields.edges import EdgeFields, HandlerFields
from ..fields.leaves import Formula, Key, Text
from ..nodes.collect import Collect
from ..nodes.fields import NodeFields
from ..nodes.set import Set
from ..nodes.switch import Switch
from .effect import NO_EFFECT, Effect
from .flow_graph import ANYWHERE, HANDLERS, RETURN, FlowGraph
from .flow_interface import Called, assigned_before
from .lacking import Lacking
from .origins import Origins
from .proofs import FILLED, NO_CASE_PROOF, NO_PROOF, CaseProof, Outcome, Path, Proof
from .reading import Use

_UTTERANCE = ("last", "utterance")
"""It stays what the caller said last, so once there is one, there is one for the rest of the call."""
_MAX_AROUND = 3
"""Handlers inside each other on a way that is shown."""
_MAX_WAYS_BACK = 1_000
"""Through handlers, in one flow. Ways beyond it are shown without what the handler does."""


class Presence:
    def __init__(
        self,
        graph: FlowGraph,
        nodes: Mapping[str, NodeFields],
        handlers: Sequence[HandlerFields],
        called: Called,
        names: Iterable[Path],
        proofs: Mapping[Formula, Proof],
        case_proofs: Mapping[Formula, CaseProof],
        outcomes: Mapping[Formula, Outcome],
    ) -> None:
        """`names`: those that are asked for; others that conditions prove are known, too.

        `proofs`: of conditions on edges. `case_proofs`: of what a `switch` decides by.
        `outcomes`: of assigned formulas that may be null, or may fail.
        """
        self._graph = graph
        self._nodes = nodes
        self._called = called
        self._proofs = proofs
        self._case_proofs = case_proofs
        self._outcomes = outcomes
        of_edges = (path for proof in proofs.values() for path in (*proof.held, *proof.failed))
        of_cases = (paths for proof in case_proofs.values() for paths in (*proof.by_case.values(), proof.otherwise))
        proved = (*of_edges, *chain.from_iterable(of_cases))
        needed = (path for found in outcomes.values() for path in (*(found.value or ()), *(found.success or ())))
        self._bits = {path: 1 << index for index, path in enumerate(dict.fromkeys((*names, *proved, *needed)))}
        self._members: dict[str, int] = {}
        """Variable -> members of its value."""
        for path, bit in self._bits.items():
            if path[0] == "vars" and len(path) > 2:
                self._members[path[1]] = self._members.get(path[1], 0) | bit
        self._before: dict[Text | Formula, Effect] = {}
        """What has happened since the node was entered, when a template or formula of one of its edges is read."""
        self._by_edge: dict[int, Effect] = {}
        """By id()."""
        for node_id, node in nodes.items():
            self._add_edges(node_id, node, node.next)
        self._handled = frozenset(graph.resolve(handler.target) for handler in handlers)
        """Nodes that handlers lead to."""
        self._targets: dict[Text | Formula, str] = {}
        """What handlers read -> where the handler leads to."""
        for handler in handlers:
            self._add_edges(None, None, (handler,))
            leaves = (handler.if_, handler.say, *(handler.set or {}).values())
            self._targets |= {leaf: graph.resolve(handler.target) for leaf in leaves if leaf is not None}
        self._returning = [(handler, graph.resolve(handler.target)) for handler in handlers if handler.returns]
        self._taken = [0] * len(self._returning)
        """Of each of them: names that may have no value any more when it comes back."""
        self._ways_back: dict[tuple[int, int, int, tuple[int, ...]], tuple[str, ...]] = {}
        self._lost: dict[str, int] = {}
        """Node -> what may have no value any more after a handler that left it and came back."""
        self._lose_in_handlers()
        self._lacking: dict[Path, Lacking] = {}
        self._origins = Origins()
        self._sure = self._solve({graph.start: 0}, self._origins)

    def missing(self, path: Path, use: Use) -> str | None:
        """A vertex where the name may have no value when the template or formula is read."""
        return next((vertex for vertex in use.vertices if not self.is_sure(path, vertex, use.leaf)), None)

    def is_sure(self, path: Path, vertex: str, leaf: Text | Formula | None = None) -> bool:
        """True when every way from the start to the vertex gives the name a value, or no way leads there.

        `leaf`: what is read there; without it, what the vertex itself finds.
        """
        if vertex not in self._sure:
            return True
        sure: int | None = self._sure[vertex]
        before = NO_EFFECT
        if leaf is not None:
            before = self._before.get(leaf, NO_EFFECT)
            sure = self._origins.sure_but_in(self._targets[leaf]) if leaf in self._targets else sure
        return sure is None or bool(before.after(sure) & self._bits.get(path, 0))

    def lacking(self, path: Path) -> Lacking:
        """The ways that leave the name without a value."""
        if path not in self._lacking:
            self._lacking[path] = self._ways(self._bits.get(path, 0), self._graph.start, 0)
        return self._lacking[path]

    def _ways(self, bit: int, start: str, sure: int, around: tuple[int, ...] = ()) -> Lacking:
        """`around`: handlers that have the call."""
        return Lacking(
            start=start,
            sure=sure,
            steps=partial(self._steps, inside=bool(around)),
            bit=bit,
            relevant=bit | self._sources_of(bit),
            lost=self._lost,
            detour=lambda node_id: self._detour(node_id, bit, around),
            targets=self._handled,
        )

    def way_without(self, path: Path, vertex: str, leaf: Text | Formula) -> tuple[str, ...]:
        """A shortest way from the start to the vertex where `leaf` is read, that leaves the name without a value."""
        return self.lacking(path).way(vertex, self._targets.get(leaf))

    def gap(self, path: Path, vertex: str, leaf: Text | Formula) -> str:
        """Names the place on that way which leaves the name without a value, as `Lacking.gap` does."""
        return self.lacking(path).gap(vertex, self._targets.get(leaf))

    def _sources_of(self, bit: int) -> int:
        """What the value of a name may be taken from, step by step."""
        copies = [copy for effect in self._by_edge.values() for copy in effect.copies]
        found, before = bit, 0
        while found != before:
            before = found
            for needed, copied in copies:
                found |= needed if copied & found else 0
        return found

    def _detour(self, node_id: str, bit: int, around: tuple[int, ...] = ()) -> tuple[str, ...]:
        """A shortest way through a handler that brings the caller back to the node without the value.

        `around`: handlers that have the call already. One of them once more would take nothing away that it does not,
        so there may be no such way.
        """
        losing = ~self._losing(self._nodes[node_id]).keeps
        found = [
            way
            for index, (handler, target) in enumerate(self._returning)
            if (self._taken[index] | losing) & bit
            and index not in around
            and self._may_leave(node_id, handler, target)
            and (way := self._way_back(node_id, index, bit, around))
        ]
        if not found:
            return () if around else (HANDLERS,)
        return (HANDLERS, *min(found, key=len))

    def _way_back(self, node_id: str, index: int, bit: int, around: tuple[int, ...]) -> tuple[str, ...]:
        handler, target = self._returning[index]
        leaving = self._losing(self._nodes[node_id]).then(self._by_edge[id(handler)])
        key = (index, leaving.after(self._of_variables()), bit, around)
        if key not in self._ways_back and len(self._ways_back) < _MAX_WAYS_BACK and len(around) < _MAX_AROUND:
            inside = (*around, index)
            ways = self._ways(bit, target, key[1], inside)
            self._ways_back[key] = ways.way(RETURN, is_sure_too=False)[:-1]
        return self._ways_back.get(key, ())

    def _lose_in_handlers(self) -> None:
        """Ways through handlers may lead through nodes that other handlers leave, so until nothing changes."""
        taken = self._taken
        for _ in range(len(self._returning) * len(self._bits) + 1 if self._returning else 0):
            before = list(taken)
            for index, (handler, target) in enumerate(self._returning):
                start = self._by_edge[id(handler)].after(self._of_variables())
                taken[index] |= self._of_variables() & ~self._solve({target: start}, inside=True).get(RETURN, -1)
            self._lost = dict(self._losses(taken))
            if taken == before:
                return

    def _losses(self, taken: Sequence[int]) -> Iterator[tuple[str, int]]:
        if not any(taken) and not self._members:
            return
        for node_id, node in self._nodes.items():
            lost = 0
            for bits, (handler, target) in zip(taken, self._returning, strict=True):
                if self._may_leave(node_id, handler, target):
                    lost |= bits | ~self._losing(node).keeps
            if lost:
                yield node_id, lost

    def _may_leave(self, node_id: str, handler: HandlerFields, target: str) -> bool:
        node = self._nodes[node_id]
        return node_id != target and not node.refuses_handlers and node.is_left_by(handler)

    def _of_variables(self) -> int:
        """All that a handler may find and take away; what is known of others does not change."""
        return sum(bit for path, bit in self._bits.items() if path[0] == "vars")

    def _solve(self, sure: dict[str, int], origins: Origins | None = None, *, inside: bool = False) -> dict[str, int]:
        """Vertex -> names that have a value on every way to it. What no way reaches is not in it.

        `sure`: of the vertices where the ways begin. `origins`: takes in what is found where handlers take the call.
        `inside`: a way through a handler that returns.
        """
        origins = origins if origins is not None else Origins()
        sure = {vertex: bits & ~self._lost.get(vertex, 0) for vertex, bits in sure.items()}
        steps: dict[str, list[tuple[str, list[Effect]]]] = {}
        waiting = deque(sure)
        while waiting:
            current = waiting.popleft()
            if current not in steps:
                steps[current] = list(self._steps(current, inside=inside))
            for target, effects in steps[current]:
                left = origins.sure_but_in(target) if current == HANDLERS else sure[current]
                if left is None:
                    continue
                found = reduce(and_, [effect.after(left) for effect in effects])
                if target == HANDLERS:
                    if origins.add(current, found):
                        sure[HANDLERS] = origins.sure
                        waiting.append(HANDLERS)
                    continue
                arriving = found & ~self._lost.get(target, 0)
                met = arriving & sure.get(target, arriving)
                if sure.get(target) != met:
                    sure[target] = met
                    waiting.append(target)
        return sure

    def _steps(self, origin: str, *, inside: bool = False) -> Iterator[tuple[str, list[Effect]]]:
        """What follows ANYWHERE is not known, and no finding is better than a wrong one.

        `inside` of handlers, what others that come back have done is known where they come back to.
        """
        for target in self._graph.links.successors(origin) if origin != ANYWHERE else ():
            edges = self._graph.written(origin, target)
            if inside and origin == HANDLERS:
                edges = [edge for edge in edges if not (isinstance(edge, HandlerFields) and edge.returns)]
            effects = [
                self._by_edge.get(id(edge), NO_EFFECT) if edge is not None else self._unwritten(origin, target)
                for edge in edges
            ]
            if effects:
                yield target, effects

    def _unwritten(self, origin: str, target: str) -> Effect:
        """Of a way that is no edge: a case of a `switch`, back from one that is done, or out in the middle of one."""
        node = self._nodes.get(origin)
        if node is None:
            return NO_EFFECT
        if target == RETURN:
            return self._of_node(origin, node, None)
        if isinstance(node, Switch) and self._graph.is_node(target):
            return self._filling(self._proven_by_cases(node, target))
        return self._losing(node)

    def _proven_by_cases(self, node: Switch, target: str) -> frozenset[Path]:
        """What all cases prove that lead there."""
        by_case = self._case_proofs.get(node.on, NO_CASE_PROOF).by_case
        cases = (case for case, place in node.cases.items() if self._graph.resolve(place) == target)
        proven = [by_case.get(case, frozenset()) for case in cases]
        return proven[0].intersection(*proven[1:]) if proven else frozenset()

    def _add_edges(self, node_id: str | None, node: NodeFields | None, edges: Sequence[EdgeFields]) -> None:
        refuted = 0
        for edge in sorted(edges, key=_is_else) if len(edges) > 1 else edges:
            effect = self._of_node(node_id, node, edge) if node_id is not None and node is not None else NO_EFFECT
            if edge.when is not None or _is_answered(node, edge):
                effect = effect.then(self._filling([_UTTERANCE]))
            if refuted and (edge.if_ is not None or _is_else(edge)):
                effect = effect.then(Effect(fills=refuted))
            if isinstance(node, Switch) and _is_else(edge):
                effect = effect.then(self._filling(self._case_proofs.get(node.on, NO_CASE_PROOF).otherwise))
            if edge.if_ is not None:
                self._before[edge.if_] = effect
                proof = self._proofs.get(edge.if_, NO_PROOF)
                refuted |= self._bits_of(proof.failed)
                effect = effect.then(self._filling(proof.held))
            if edge.set is not None:
                self._before.update(dict.fromkeys(edge.set.values(), effect))
                effect = effect.then(self._assigning(edge.set))
            if edge.say is not None:
                self._before[edge.say] = effect
            self._by_edge[id(edge)] = effect

    def _of_node(self, node_id: str, node: NodeFields, edge: EdgeFields | None) -> Effect:
        if isinstance(node, Set):
            return self._assigning(node.assignments)
        filled = assigned_before(node_id, node, edge, self._called)
        return self._losing(node).then(self._filling(("vars", name) for name in filled))

    def _losing(self, node: NodeFields) -> Effect:
        """The node may replace values, and then nothing is known of their members."""
        lost = 0
        for name in node.written() if self._members else ():
            lost |= self._members.get(name if isinstance(name, Key) else name.value, 0)
        return Effect(keeps=~lost) if lost else NO_EFFECT

    def _filling(self, paths: Iterable[Path]) -> Effect:
        filled = self._bits_of(paths)
        return Effect(fills=filled) if filled else NO_EFFECT

    def _assigning(self, assignments: Mapping[Key, Formula]) -> Effect:
        keeps, fills = -1, 0
        copies: list[tuple[int, int]] = []
        for name, formula in assignments.items():
            bit = self._bits.get(("vars", name), 0)
            keeps &= ~(self._members.get(name, 0) | bit)
            outcome = self._outcomes.get(formula, FILLED)
            if outcome.is_sure:
                fills |= bit
                continue
            if outcome.value is None:
                continue
            value = self._bits_of(outcome.value)
            if outcome.success is not None:
                copies.append((value | self._bits_of(outcome.success), bit))
            if outcome.success != frozenset():
                # It may have failed, and then the variable is as it was.
                copies.append((value | bit, bit))
        return Effect(keeps, fills, tuple(copies))

    def _bits_of(self, paths: Iterable[Path]) -> int:
        bits = 0
        for path in paths:
            bits |= self._bits.get(path, 0)
        return bits


def _is_answered(node: NodeFields | None, edge: EdgeFields) -> bool:
    """The caller has said what the node asked for; keys are no words."""
    is_done = edge.on is not None and edge.on.value == "done"
    return isinstance(node, Collect) and is_done and all(way.value == "speech" for way in node.input or ())


def _is_else(edge: EdgeFields) -> bool:
    return edge.else_ is not None
