from __future__ import annotations

from msgspec.structs import replace

from talkif_compiler.graph.picture import Picture
from talkif_compiler.graph.renames import find_renames
from tests.compiler.graph.drawn import plain


def with_facts(found: Picture, **facts: str) -> Picture:
    nodes = tuple(replace(node, facts=(("text", facts.get(node.key, node.key)),)) for node in found.nodes)
    return replace(found, nodes=nodes)


def test_of_equal_nodes_those_with_the_same_ways_find_each_other() -> None:
    old = with_facts(plain(("one", "x"), ("two", "y")), one="bye", two="bye")
    new = with_facts(plain(("uno", "y"), ("dos", "x")), uno="bye", dos="bye")
    assert find_renames(old, new) == {"one": "dos", "two": "uno"}


def test_a_node_is_renamed_once() -> None:
    old = with_facts(plain(nodes="one two"), one="bye", two="bye")
    assert find_renames(old, with_facts(plain(nodes="uno"), uno="bye")) == {"one": "uno"}


def test_other_content_is_another_node() -> None:
    assert find_renames(with_facts(plain(nodes="one")), with_facts(plain(nodes="two"))) == {}
