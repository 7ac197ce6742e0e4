from __future__ import annotations

from talkif_compiler.graph.layout.items import Line, Size, items

BOX, LABEL = Size(40, 20), Size(30, 12)


def test_a_line_takes_a_place_in_every_row_that_it_passes() -> None:
    lines = [Line("a", "b", None), Line("b", "c", None), Line("a", "c", LABEL)]
    found = items({"a": BOX, "b": BOX, "c": BOX}, lines)
    assert [len(row) for row in found.rows] == [1, 2, 2, 2, 1]
    chain = found.chains[2]
    assert [found.row_of[item] for item in chain] == [0, 1, 2, 3, 4]
    assert [found.heights[item] for item in chain[1:-1]] == [12, 0, 0]


def test_lines_upwards_and_loops_take_none() -> None:
    found = items({"a": BOX, "b": BOX}, [Line("a", "b", None), Line("b", "a", LABEL), Line("b", "b", LABEL)])
    assert found.upwards == [1]
    assert [len(row) for row in found.rows] == [1, 1, 1]
    assert found.extents[1].right >= found.extents[1].left + LABEL.width
