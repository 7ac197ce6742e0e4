"""A value is assigned, and assigned again before anything reads it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from ...diagnostics import Diagnostic, Label
from ...fields.edges import EdgeFields
from ...fields.leaves import Key
from ...linking.flow_graph import ANYWHERE
from ...linking.flow_interface import assigned_before
from ...linking.link import Linked
from ...nodes.set import Set
from ...rule import Rule
from ...source import Span
from .reads import reads_of, written_names

RULE = Rule(
    id="overwritten-before-read",
    severity="warning",
    summary="A value is assigned, and assigned again before anything reads it.",
    doc="""\
On every way on from the assignment, the variable gets another value first. Either the assignment is a leftover, or it
stands in the wrong place: before a loop instead of in it, or after the line that was to use it.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: set, assignments: {topic: "'nothing'"}, next: prepare}
  prepare: {type: set, assignments: {topic: "'your order'"}, next: ask}
  ask: {type: agent, prompt: "Talk about {{topic}}.", next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {topic: {type: string}}
nodes:
  greet: {type: set, assignments: {topic: "'your order'"}, next: ask}
  ask: {type: agent, prompt: "Talk about {{topic}}.", next: [{when: The caller is satisfied, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    candidates = {name for name, _, is_said in written_names(linked) if not is_said}
    if not candidates or not linked.analyses:
        return
    # What leaves the call is read whenever the caller hangs up.
    kept = {output.value for output in linked.flow.outputs or ()}
    kept |= {name for name in candidates if name not in reads_of(linked).variables}
    names = sorted(candidates - kept)
    if names:
        yield from _Lives(linked, names).findings()


class _Lives:
    """Which values are lost where. Sets of variables are bits of an integer."""

    def __init__(self, linked: Linked, names: list[str]) -> None:
        self._linked = linked
        self._bits = {name: 1 << index for index, name in enumerate(names)}
        self._reads: dict[str, int] = {}
        self._read_by: dict[int, int] = {}
        """Bits of a template or formula, by its id()."""
        self._always = 0
        for analysis in linked.analyses:
            bits = self._bits_of(ref.path[1] for ref in analysis.references if ref.path[0] == "vars" and ref.path[1:])
            if any(ref.path == ("vars",) for ref in analysis.references) or analysis.problems:
                bits = -1
            self._read_by[id(analysis.use.leaf)] = self._read_by.get(id(analysis.use.leaf), 0) | bits
            for vertex in analysis.use.vertices:
                self._reads[vertex] = self._reads.get(vertex, 0) | bits
            if not analysis.use.vertices:
                self._always |= bits
        if linked.partials:
            self._always = -1
        self._lost = self._solve()
        """Vertex -> variables that are overwritten on every way on from it, before they are read."""

    def _bits_of(self, names: Iterable[str]) -> int:
        bits = 0
        for name in names:
            bits |= self._bits.get(name, 0)
        return bits

    def _solve(self) -> dict[str, int]:
        links = self._linked.graph.links
        ends = {vertex for vertex in links if self._stops(vertex)}
        filled = {way: self._filled(*way) for way in links.edges() if way[0] not in ends}
        lost = {vertex: 0 if vertex in ends else ~(self._reads.get(vertex, 0) | self._always) for vertex in links}
        # Flows are written from their start on, and this goes the other way.
        waiting = deque(reversed(lost))
        is_waiting = set(lost)
        while waiting:
            vertex = waiting.popleft()
            is_waiting.discard(vertex)
            if vertex in ends:
                continue
            met = lost[vertex]
            for target in links.successors(vertex):
                met &= filled[vertex, target] | lost[target]
            if met != lost[vertex]:
                lost[vertex] = met
                for origin in links.predecessors(vertex):
                    if origin not in is_waiting:
                        is_waiting.add(origin)
                        waiting.append(origin)
        return lost

    def _stops(self, vertex: str) -> bool:
        """Where nothing overwrites anything any more, or nothing is known."""
        links = self._linked.graph.links
        return vertex == ANYWHERE or self._linked.graph.ends(vertex) or not links.successors(vertex)

    def _filled(self, origin: str, target: str) -> int:
        filled = -1
        for edge in self._linked.graph.written(origin, target):
            filled &= self._filled_by(origin, edge)
        return filled

    def _filled_by(self, origin: str, edge: EdgeFields | None) -> int:
        if edge is None:
            return 0
        node = self._linked.nodes.get(origin)
        before = assigned_before(origin, node, edge, self._linked.called) if node is not None else ()
        return self._bits_of(edge.set or ()) | self._bits_of(before)

    def findings(self) -> Iterator[Diagnostic]:
        for node in self._linked.nodes.values():
            if isinstance(node, Set) and node.next:
                read = self._on_edges(node.next)
                for name in node.assignments:
                    if all(self._is_lost(name, edge, read) for edge in node.next):
                        targets = [self._linked.graph.resolve(edge.target) for edge in node.next]
                        here = {str(key): key.span for edge in node.next for key in edge.set or {}}
                        yield self._finding(name, here.get(name) or self._next_write(name, targets))
            for edge in node.next:
                for name in edge.set or {}:
                    target = self._linked.graph.resolve(edge.target)
                    bit = self._bits.get(name, 0) & ~self._read_by.get(id(edge.say), 0)
                    if bit & self._lost.get(target, 0):
                        yield self._finding(name, self._next_write(name, [target]))

    def _on_edges(self, edges: tuple[EdgeFields, ...]) -> int:
        leaves = [leaf for edge in edges for leaf in (edge.if_, edge.say, *(edge.set or {}).values())]
        read = 0
        for leaf in leaves:
            read |= self._read_by.get(id(leaf), 0)
        return read

    def _is_lost(self, name: str, edge: EdgeFields, read: int) -> bool:
        bit = self._bits.get(name, 0) & ~read
        return bool(bit & (self._bits_of(edge.set or ()) | self._lost[self._linked.graph.resolve(edge.target)]))

    def _finding(self, name: Key, again: Span | None) -> Diagnostic:
        related = (Label(again, "assigned again here"),) if again is not None else ()
        return RULE.at(name.span, f"nothing reads this value of `{name}` before it gets another one", related=related)

    def _next_write(self, name: str, starts: Iterable[str]) -> Span | None:
        """The nearest place that fills the variable again."""
        links = self._linked.graph.links
        seen = dict.fromkeys(starts)
        waiting = deque(seen)
        while waiting:
            vertex = waiting.popleft()
            for written, span in self._writes(vertex):
                if written == name:
                    return span
            for target in links.successors(vertex):
                if target not in seen:
                    seen[target] = None
                    waiting.append(target)
        return None

    def _writes(self, vertex: str) -> Iterator[tuple[str, Span]]:
        node = self._linked.nodes.get(vertex)
        for item in node.written() if node is not None else ():
            yield (str(item) if isinstance(item, Key) else item.value), item.span
        for edge in node.next if node is not None else ():
            yield from ((str(key), key.span) for key in edge.set or {})
