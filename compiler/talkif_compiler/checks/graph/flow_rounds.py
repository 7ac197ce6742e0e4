"""Circles of flows that jump to each other while the caller has no turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from ...linking.conditions.tree import Known, Leaf
from ...linking.digraph import Digraph
from ...linking.link import Linked, link_beside
from ...linking.silence import passage, silent_ways
from ...nodes.jump import Jump
from ..known import decisions_of
from .circle import Circle, references_of

_MOVING = frozenset({"inputs", "vars", "last", "system"})
"""Namespaces whose names may have another value in the next round."""


def silent_rounds(linked: Linked) -> Iterator[tuple[Jump, tuple[str, ...]]]:
    """Nodes of the flow that jump into a circle, each with a shortest one: ids, the flow itself at both ends.

    A round is counted where the call asks for what may be another in the next one, and may then go elsewhere.
    """
    own = linked.flow.id
    flows = _around(linked)
    if own not in flows:
        return
    others = {flow_id: link_beside(linked, flow_id) for flow_id in flows if flow_id != own}
    legs = {flow_id: _Leg.of(other, flows) for flow_id, other in {**others, own: linked}.items() if other is not None}
    moving = _moving_inputs(legs)
    uncounted = Digraph(legs)
    for flow_id, leg in legs.items():
        for target in leg.jumps(moving):
            uncounted.add(flow_id, target)
    cycle = uncounted.shortest_cycle(own)
    if cycle is not None:
        yield next(node for node in legs[own].nodes() if node.flow.value == cycle[1]), cycle


def _around(linked: Linked) -> set[str]:
    """Flows on circles through the flow, as long as nobody looks at conditions; empty without such circles."""
    own = linked.flow.id
    ways = silent_ways(linked.graph, linked.nodes, linked.called, pausing=False)
    flows = Digraph([own])
    waiting = {own: passage(linked.graph, linked.nodes, ways).jumps}
    while waiting:
        flow_id, targets = waiting.popitem()
        for target in sorted(targets):
            if target not in flows:
                interface = linked.library.find(target)
                waiting[target] = interface.silent.jumps if interface is not None else frozenset()
            flows.add(flow_id, target)
    around = flows.reached([own]) & flows.reached([own], backwards=True)
    return around if len(around) > 1 or flows.has_edge(own, own) else set()


class _Leg(Struct, frozen=True):
    """The part of a flow between its start and its jumps into the circle."""

    linked: Linked
    ways: Digraph
    circle: Circle

    @classmethod
    def of(cls, linked: Linked, flows: set[str]) -> _Leg:
        ways = silent_ways(linked.graph, linked.nodes, linked.called, pausing=False)
        jumps = [id_ for id_ in ways if isinstance(node := linked.nodes[id_], Jump) and node.flow.value in flows]
        start = [linked.graph.start] if linked.graph.start in ways else []
        between = ways.reached(start) & ways.reached(jumps, backwards=True)
        part = ways.subgraph(vertex for vertex in ways if vertex in between)
        return cls(linked, part, Circle(linked, part))

    def nodes(self) -> Iterator[Jump]:
        return (node for node_id in self.ways if isinstance(node := self.linked.nodes[node_id], Jump))

    def jumps(self, moving: set[str]) -> frozenset[str]:
        """Flows that it may jump to without a question about what may be another in the next round."""
        changed = {*self.circle.formulas, *self.circle.fixed, *self.circle.filled}
        asked = {
            way
            for question in self.circle.questions()
            if question.paths is None
            or not changed.isdisjoint(question.asks("vars"))
            or any(_input(self.linked, name) in moving for name in question.asks("inputs"))
            for way in question.ways
        }
        rest = Digraph(self.ways)
        for way in self.ways.edges():
            if way not in asked:
                rest.add(*way)
        return passage(self.linked.graph, self.linked.nodes, rest).jumps


def _moving_inputs(legs: Mapping[str, _Leg]) -> set[str]:
    """Inputs that a jump may give another value than the one before."""
    moving: set[str] = set()
    handed_on = Digraph()
    for leg in legs.values():
        known = leg.linked.once(references_of)
        for node in leg.nodes():
            for name, formula in (node.inputs or {}).items():
                given = f"{node.flow.value}.{name}"
                tree = leg.linked.once(decisions_of).tree(formula)
                value = tree.left if isinstance(tree, Leaf) and not tree.operator else None
                if isinstance(value, tuple) and value[0] == "inputs" and len(value) == 2:
                    handed_on.add(_input(leg.linked, value[1]), given)
                elif not isinstance(value, Known):
                    paths = known.get(id(formula))
                    if paths is None or any(path[0] in _MOVING for path in paths):
                        moving.add(given)
    return moving | handed_on.reached(name for name in moving if name in handed_on)


def _input(linked: Linked, name: str) -> str:
    return f"{linked.flow.id}.{name}"
