from __future__ import annotations

from msgspec.structs import replace

from talkif_compiler.graph.references import LINES_MAX, with_references
from talkif_compiler.graph.strands import strands
from tests.compiler.graph.drawn import plain


def test_most_lines_to_a_busy_node_end_at_a_sign() -> None:
    found = plain(*((f"n{number}", "human") for number in range(LINES_MAX + 1)))
    nodes, lines = with_references(found.nodes, strands(found.edges))
    assert lines[0].target == "human"
    assert sum(line.target == "human" for line in lines) == 1
    assert {node.id for node in nodes if node.family == "reference"} == {"↪ human"}


def test_changed_lines_are_drawn_in_full() -> None:
    found = plain(*((f"n{number}", "human") for number in range(LINES_MAX + 1)))
    changed = tuple(replace(edge, change="added") for edge in found.edges)
    nodes, lines = with_references(found.nodes, strands(changed))
    assert nodes == list(found.nodes)
    assert all(line.target == "human" for line in lines)


def test_a_node_with_few_lines_keeps_them() -> None:
    found = plain(*((f"n{number}", "human") for number in range(LINES_MAX)))
    assert with_references(found.nodes, strands(found.edges))[0] == list(found.nodes)
