"""A flow whose first node cannot be read is not walked through."""

from __future__ import annotations

from talkif_compiler.checks.graph.long_way import USUAL_TURNS
from talkif_compiler.pipeline import check_flow


def test_the_way_is_not_measured_from_a_node_that_cannot_be_read() -> None:
    flow = "schema: talkif.flow/v1\nflow: a\nstart: greet\nnodes:\n  greet: {type: say}\n"
    flow += "".join(f"  n{index}: {{type: say, text: Hi., next: bye}}\n" for index in range(USUAL_TURNS + 1))
    flow += "  bye: {type: end}\n"
    assert [found.rule for found in check_flow({"a.yaml": flow}, "a.yaml")] == ["missing-field"]
