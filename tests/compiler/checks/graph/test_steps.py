from __future__ import annotations

import pytest

from talkif_compiler.checks.graph.steps import Direction, direction_of


@pytest.mark.parametrize(
    ("source", "direction"),
    [
        ("vars.n + 1", "up"),
        ("2 + vars.n", "up"),
        ("vars.n - 1", "down"),
        ("has(vars.n) ? vars.n + 1 : 1", "up"),
        ("has(vars.n) ? vars.n - 1 : 3", "down"),
        ("has(vars.m) ? vars.n + 1 : 1", None),
        ("has(vars.n) ? vars.n : 1", None),
        ("vars.n * 2", None),
        ("vars.n + 0", None),
        ("1 - vars.n", None),
    ],
)
def test_the_way_of_a_counter(source: str, direction: Direction | None) -> None:
    assert direction_of(source, "n") == direction
