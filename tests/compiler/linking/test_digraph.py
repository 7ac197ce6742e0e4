from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from talkif_compiler.linking.digraph import Digraph

NAMES = "abcdefg"
EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=24)


def both(edges: list[tuple[str, str]]) -> tuple[Digraph, nx.DiGraph[str]]:
    ours, theirs = Digraph(NAMES), nx.DiGraph()
    theirs.add_nodes_from(NAMES)
    for origin, target in edges:
        ours.add(origin, target)
        theirs.add_edge(origin, target)
    return ours, theirs


@given(EDGES)
def test_it_has_the_edges_that_were_added(edges: list[tuple[str, str]]) -> None:
    ours, theirs = both(edges)
    assert list(ours.edges()) == list(theirs.edges)
    assert {name: set(ours.successors(name)) for name in ours} == {name: set(theirs.successors(name)) for name in NAMES}
    assert {name: set(ours.predecessors(name)) for name in ours} == {
        name: set(theirs.predecessors(name)) for name in NAMES
    }


@given(EDGES, st.sets(st.sampled_from(NAMES)))
def test_what_is_reached(edges: list[tuple[str, str]], starts: set[str]) -> None:
    ours, theirs = both(edges)
    assert ours.reached(starts) == starts.union(*(nx.descendants(theirs, start) for start in starts))
    assert ours.reached(starts, backwards=True) == starts.union(*(nx.ancestors(theirs, start) for start in starts))


@given(EDGES)
def test_components(edges: list[tuple[str, str]]) -> None:
    ours, theirs = both(edges)
    found = ours.components()
    assert sorted(map(sorted, found)) == sorted(map(sorted, nx.strongly_connected_components(theirs)))
    place = {name: index for index, members in enumerate(found) for name in members}
    assert all(place[target] <= place[origin] for origin, target in edges)


@given(EDGES, st.sets(st.sampled_from(NAMES)))
def test_a_part_has_the_edges_between_its_vertices(edges: list[tuple[str, str]], members: set[str]) -> None:
    ours, theirs = both(edges)
    assert set(ours.subgraph(sorted(members)).edges()) == set(theirs.subgraph(members).edges)


@given(EDGES)
def test_the_shortest_cycle(edges: list[tuple[str, str]]) -> None:
    ours, theirs = both(edges)
    for name in NAMES:
        found = ours.shortest_cycle(name)
        ways = [nx.shortest_path(theirs, to, name) for to in theirs.successors(name) if nx.has_path(theirs, to, name)]
        if found is None:
            assert ways == []
        else:
            assert found[0] == found[-1] == name
            assert all(ours.has_edge(*step) for step in pairwise(found))
            assert len(found) == 1 + min(map(len, ways))


def test_a_long_way_needs_no_recursion() -> None:
    names = [str(number) for number in range(5_000)]
    ours = Digraph(names)
    for step in pairwise(names):
        ours.add(*step)
    assert len(ours.components()) == len(names)
    ours.add(names[-1], names[0])
    assert ours.components() == [set(names)]
