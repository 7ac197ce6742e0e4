from __future__ import annotations

import pytest

from talkif_compiler.graph.reading import Unreadable, read_flow


def test_a_flow_with_errors_is_read_as_far_as_it_goes() -> None:
    linked = read_flow({"a.yaml": "schema: talkif.flow/v1\nflow: a\nstart: b\nnodes: {c: {type: end}}\n"}, "a.yaml")
    assert list(linked.nodes) == ["c"]


@pytest.mark.parametrize("text", ["nodes: [", "schema: talkif.flow/v1\nflow: a\n", ""])
def test_what_is_no_flow_is_unreadable_and_says_why(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_flow({"a.yaml": text}, "a.yaml")
    assert caught.value.diagnostics
