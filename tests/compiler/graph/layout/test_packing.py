from __future__ import annotations

from talkif_compiler.graph.layout.packing import pack
from talkif_compiler.graph.layout.spacing import Extent


def test_parts_move_close_and_stay_in_one_piece() -> None:
    centres = [0.0, 0.0, 100.0, 130.0]
    pack([[0, 2], [1, 3]], [[1], [], [3], []], [Extent(10, 10, 1)] * 4, centres, 5)
    assert centres == [0.0, 0.0, 25.0, 55.0]
