from __future__ import annotations

from talkif_compiler.graph.layout.spacing import Extent
from talkif_compiler.graph.layout.straightening import straighten

THIN, BOX = Extent(1, 1, 1), Extent(10, 10, 1)


def test_small_bends_are_taken_out() -> None:
    centres = [0.0, 4.0, 2.0]
    straighten([[0, 1, 2]], [[0], [1], [2]], [THIN] * 3, centres, 5)
    assert len(set(centres)) == 1


def test_boxes_in_the_way_keep_their_room() -> None:
    centres = [0.0, 40.0, 0.0, 12.0]
    straighten([[0, 1, 2]], [[0], [3, 1], [2]], [THIN, THIN, THIN, BOX], centres, 5)
    assert centres[3] == 12.0
    assert centres[1] - centres[3] >= 16
    assert centres[0] == centres[1] == centres[2]
