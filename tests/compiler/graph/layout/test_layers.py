from __future__ import annotations

from itertools import pairwise

from talkif_compiler.graph.layout.layers import layers


def test_a_box_stands_below_everything_that_leads_to_it() -> None:
    rows, upwards = layers("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")])
    assert rows == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert not upwards


def test_a_line_that_closes_a_circle_runs_upwards() -> None:
    rows, upwards = layers("abc", [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")])
    assert upwards == {("c", "a")}
    assert rows == {"a": 0, "b": 1, "c": 2}


def test_another_beginning_stands_right_above_what_it_leads_to() -> None:
    rows, _ = layers("abcdx", [("a", "b"), ("b", "c"), ("c", "d"), ("x", "d")])
    assert rows["x"] == 2


def test_loose_boxes_stand_in_the_first_row() -> None:
    assert layers("ab", [])[0] == {"a": 0, "b": 0}


def test_a_long_chain_is_no_problem() -> None:
    keys = [str(number) for number in range(5_000)]
    rows, _ = layers(keys, pairwise(keys))
    assert rows["4999"] == 4_999
