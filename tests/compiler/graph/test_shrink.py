from __future__ import annotations

from msgspec.structs import replace

from talkif_compiler.graph.picture import START, Picture
from talkif_compiler.graph.shrink import shrink
from tests.compiler.graph.drawn import plain

CHAIN = plain(*(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("d", "f")))


def shown(found: Picture) -> list[str]:
    return [node.id for node in found.nodes]


def test_what_fits_stays_as_it_is() -> None:
    assert shrink(CHAIN, lambda _: True) is CHAIN


def test_straight_stretches_go_first() -> None:
    found = shrink(CHAIN, lambda found: len(found.nodes) <= 5)
    assert shown(found) == ["a", "2 nodes", "d", "e", "f"]
    assert [(edge.origin, edge.target) for edge in found.edges][:2] == [("a", "@hidden:0"), ("@hidden:0", "d")]
    assert found.notes == ("2 of 6 nodes are folded away; --focus shows a part in full.",)


def test_what_is_far_from_problems_goes_next() -> None:
    long = plain((START, "n0"), *((f"n{number}", f"n{number + 1}") for number in range(30)), ("n3", "x"), ("x", "n9"))
    nodes = tuple(replace(node, severity="error", rules=("r",)) if node.key == "n5" else node for node in long.nodes)
    found = shrink(replace(long, nodes=nodes), lambda found: sum(not node.hides for node in found.nodes) <= 5)
    assert [key for key in shown(found) if key.startswith("n")] == ["n3", "n4", "n5", "n6", "n7"]
    assert sum(node.hides for node in found.nodes) == len(long.nodes) - 5


def test_even_a_picture_of_problems_alone_is_made_to_fit() -> None:
    nodes = tuple(replace(node, severity="error") for node in CHAIN.nodes)
    assert len(shrink(replace(CHAIN, nodes=nodes), lambda found: len(found.nodes) <= 3).nodes) <= 3


def test_leaves_of_one_node_are_folded_together() -> None:
    star = plain(*(("hub", f"leaf{number}") for number in range(9)))
    assert shown(shrink(star, lambda found: len(found.nodes) <= 4)) == ["hub", "leaf0", "leaf1", "7 nodes"]
