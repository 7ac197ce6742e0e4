"""Cycles of the graph, as the rules about them need them. Cycles are never enumerated: there may be very many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...linking.digraph import Digraph


def has_cycle(ways: Digraph, members: set[str]) -> bool:
    """`members` is a strongly connected component of `ways`."""
    return len(members) > 1 or any(ways.has_edge(vertex, vertex) for vertex in members)


def cyclic_parts(ways: Digraph) -> Iterator[Digraph]:
    """The strongly connected components with a cycle."""
    order = {vertex: index for index, vertex in enumerate(ways)}
    for members in ways.components():
        if has_cycle(ways, members):
            yield ways.subgraph(sorted(members, key=order.__getitem__))


def cycle_through(ways: Digraph, members: set[str], order: Sequence[str]) -> tuple[str, ...]:
    """A shortest cycle through the member that comes first in `order`, with that member at both ends."""
    first = next(vertex for vertex in order if vertex in members)
    cycle = ways.subgraph(members).shortest_cycle(first)
    assert cycle is not None, "every member of a component with a cycle is on one"
    return cycle
