from __future__ import annotations

from talkif_compiler.suggest import hint, nearest, one_of

MANY = [f"node_{number:04}" for number in range(2_000)]


def test_the_nearest_name_is_meant() -> None:
    assert nearest("goodby", ["greet", "goodbye"]) == "goodbye"
    assert nearest("order_ID", ["order-id", "other"]) == "order-id"
    assert nearest("xyz", ["greet", "goodbye"]) is None


def test_among_many_names_a_slip_is_found() -> None:
    assert nearest("node_0x123", MANY) == "node_0123"
    assert nearest("zzzz", MANY) is None


def test_long_lists_are_cut() -> None:
    assert one_of(["a", "b", "c"], "and") == "`a`, `b` and `c`"
    assert one_of(MANY).endswith("`node_0010`, `node_0011` and 1988 more")
    assert hint("zzz", reversed(MANY)).startswith("Known: `node_0000`, `node_0001`,")
    assert hint("zzz", MANY).endswith("`node_0011` and 1988 more.")
    assert hint("x", []) == "There are none."
