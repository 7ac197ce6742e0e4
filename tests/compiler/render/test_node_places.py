from __future__ import annotations

import pytest

from talkif_compiler.render.node_places import node_places
from talkif_compiler.source import SourceFile


def test_nodes_are_found_where_they_are_declared() -> None:
    source = SourceFile("a.yaml", "flow: a\nnodes:\n  one: {}\n  two: {}\n")
    places = node_places(source)
    assert {name: span.start_position.line for name, span in places.items()} == {"one": 3, "two": 4}
    assert places["one"].text == "one"


@pytest.mark.parametrize("text", ["", "nodes: [", "# A prompt\n", "[a]", "nodes: 1", "a: 1"])
def test_what_is_no_flow_has_none(text: str) -> None:
    assert node_places(SourceFile("a.md", text)) == {}
