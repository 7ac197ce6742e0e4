from __future__ import annotations

import random

from talkif_compiler.graph.layout.ordering import crossings, order


def links(count: int, pairs: list[tuple[int, int]]) -> tuple[list[list[int]], list[list[int]]]:
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in pairs:
        below[upper].append(lower)
        above[lower].append(upper)
    return above, below


def test_crossings_are_counted() -> None:
    _, below = links(4, [(0, 3), (1, 2)])
    assert crossings([[0, 1], [2, 3]], below) == 1
    assert crossings([[0, 1], [3, 2]], below) == 0


def test_a_tree_is_untangled() -> None:
    above, below = links(7, [(0, 1), (0, 2), (1, 5), (1, 6), (2, 3), (2, 4)])
    found = order([[0], [1, 2], [3, 4, 5, 6]], above, below)
    assert crossings(found, below) == 0
    assert [sorted(row) for row in found] == [[0], [1, 2], [3, 4, 5, 6]]


def test_it_never_gets_worse() -> None:
    chance = random.Random(4)
    for _ in range(20):
        rows = [list(range(8 * row, 8 * row + 8)) for row in range(4)]
        pairs = [(item, chance.choice(rows[item // 8 + 1])) for item in range(24) for _ in range(2)]
        above, below = links(32, sorted(set(pairs)))
        assert crossings(order(rows, above, below), below) <= crossings(rows, below)
