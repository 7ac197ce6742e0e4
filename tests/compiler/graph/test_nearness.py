from __future__ import annotations

from talkif_compiler.graph.nearness import distances, neighbours, parts

NEAR = neighbours("abcdef", [("b", "a"), ("b", "c"), ("c", "d"), ("e", "f"), ("f", "x")])


def test_lines_are_followed_both_ways() -> None:
    assert distances(NEAR, ["a"]) == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert distances(NEAR, ["a", "d"]) == {"a": 0, "d": 0, "b": 1, "c": 1}
    assert distances(NEAR, []) == {}


def test_parts_are_what_is_connected() -> None:
    assert parts(NEAR) == [["a", "b", "c", "d"], ["e", "f"]]
