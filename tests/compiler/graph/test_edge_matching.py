from __future__ import annotations

from talkif_compiler.graph.edge_matching import match_edges
from talkif_compiler.graph.picture import PictureEdge


def edge(target: str, condition: str) -> PictureEdge:
    return PictureEdge("a", target, "if", condition)


def test_equal_edges_are_matched_before_changed_ones() -> None:
    assert match_edges([edge("b", "x"), edge("b", "y")], [edge("b", "z"), edge("b", "x")]) == [1, 0]


def test_an_edge_with_another_target_is_another_edge() -> None:
    assert match_edges([edge("b", "x")], [edge("c", "x")]) == [None]


def test_twins_are_matched_in_order() -> None:
    assert match_edges([edge("b", "x")] * 2, [edge("b", "x")] * 3) == [0, 1, None]
