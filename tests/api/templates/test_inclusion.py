"""Circles of templates that call each other."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.templates.inclusion import callers, circle

NAMES = st.sampled_from("abcdef")


def test_the_way_back_is_told() -> None:
    assert circle("a", {"a": {"a"}}) == ["a", "a"]
    assert circle("a", {"a": {"b"}, "b": {"c", "x"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert circle("a", {"a": {"b"}, "b": {"c"}, "c": {"b"}}) is None


def test_who_calls() -> None:
    assert callers("a", {"a": {"a"}, "b": {"a", "c"}, "c": {"b"}}) == ["b"]


@given(st.dictionaries(NAMES, st.frozensets(NAMES, max_size=3)))
def test_a_circle_is_found_if_and_only_if_there_is_one(calls: dict[str, frozenset[str]]) -> None:
    graph = nx.DiGraph([(name, other) for name, called in calls.items() for other in called])
    for name in calls:
        way = circle(name, calls)
        there_is_one = name in graph and any(nx.has_path(graph, other, name) for other in calls[name])
        assert (way is not None) == there_is_one
        if way is not None:
            assert way[0] == way[-1] == name
            assert all(after in calls[before] for before, after in pairwise(way))
