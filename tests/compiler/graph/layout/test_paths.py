from __future__ import annotations

import pytest

from talkif_compiler.graph.layout.paths import Place, downwards, loop, number, rounded


def test_a_line_bends_between_rows_and_is_straight_inside() -> None:
    assert downwards([(0, 0), (10, 20), (10, 40), (5, 60)]) == "M0,0C0,10 10,10 10,20L10,40C10,50 5,50 5,60"


def test_corners_are_round_as_far_as_there_is_room() -> None:
    assert rounded([(0, 0), (0, 20), (30, 20)]) == "M0,0L0,11Q0,20 9,20L30,20"
    assert rounded([(0, 0), (0, 4), (30, 4)]) == "M0,0L0,2Q0,4 9,4L30,4"


def test_a_loop_begins_and_ends_at_the_side_of_its_box() -> None:
    data = loop(Place(0, 0, 20, 20))
    assert data.startswith("M10,-5C")
    assert data.endswith(" 10,5")


@pytest.mark.parametrize(
    ("value", "text"), [(1.25, "1.2"), (-0.01, "0"), (3.0, "3"), (123456.7, "123457"), (99.96, "100")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
