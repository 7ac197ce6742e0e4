"""Cycles of the graph, as the rules about them need them. Cycles are never enumerated: there may be very many."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx


def has_cycle(ways: nx.DiGraph[str], members: set[str]) -> bool:
    """`members` is a strongly connected component of `ways`."""
    return len(members) > 1 or any(ways.has_edge(vertex, vertex) for vertex in members)


def cycle_through(ways: nx.DiGraph[str], members: set[str], order: Sequence[str]) -> tuple[str, ...]:
    """A shortest cycle through the member that comes first in `order`, with that member at both ends."""
    among = ways.subgraph(members)
    first = next(vertex for vertex in order if vertex in members)
    ways_back: list[list[str]] = [nx.shortest_path(among, target, first) for target in sorted(among.successors(first))]
    return (first, *min(ways_back, key=lambda way: len(way)))
