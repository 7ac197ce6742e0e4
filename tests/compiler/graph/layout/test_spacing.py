from __future__ import annotations

from talkif_compiler.graph.layout.spacing import Extent, space

BOX = Extent(10, 10, 1)


def test_boxes_of_a_row_keep_their_order_and_distance() -> None:
    centres = space([[0, 1, 2]], [[], [], []], [[], [], []], [BOX, Extent(30, 40, 1), BOX], 5)
    assert centres[1] - centres[0] >= 45
    assert centres[2] - centres[1] >= 55


def test_a_parent_stands_in_the_middle_of_its_children() -> None:
    centres = space([[0], [1, 2]], [[], [0], [0]], [[1, 2], [], []], [BOX] * 3, 5)
    assert abs(centres[0] - (centres[1] + centres[2]) / 2) < 0.5


def test_a_child_without_siblings_stands_below_its_parent() -> None:
    centres = space([[0], [1], [2]], [[], [0], [1]], [[1], [2], []], [BOX] * 3, 5)
    assert max(centres) - min(centres) < 0.5
