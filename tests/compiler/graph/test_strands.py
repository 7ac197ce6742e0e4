from __future__ import annotations

from talkif_compiler.graph.picture import PictureEdge
from talkif_compiler.graph.strands import strands


def edge(condition: str, *, dotted: bool = False) -> PictureEdge:
    return PictureEdge("a", "b", "on", condition, is_dotted=dotted)


def test_edges_side_by_side_are_one_line() -> None:
    (line,) = strands([edge("busy"), edge("failure"), edge("busy")])
    assert line.labels == ("on busy", "on failure")


def test_what_holds_everywhere_has_a_line_of_its_own() -> None:
    assert [line.is_dotted for line in strands([edge("busy"), edge("busy", dotted=True)])] == [False, True]


def test_many_labels_are_counted() -> None:
    (line,) = strands([edge(str(number)) for number in range(9)])
    assert line.labels == ("on 0", "on 1", "on 2", "and 6 more")
