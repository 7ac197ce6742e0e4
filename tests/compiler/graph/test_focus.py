from __future__ import annotations

import pytest

from talkif_compiler.graph.focus import NoSuchNode, focus
from tests.compiler.graph.drawn import flow, picture

FOUND = picture(
    flow(
        "".join(f'  {one}: {{type: say, text: "x", next: {two}}}\n' for one, two in zip("abcd", "bcde", strict=True))
        + "  e: {type: end}\n",
        'handlers: [{on: "dtmf:0", to: e}, {on: "dtmf:1", to: a}]\n',
    )
)


def test_what_is_near_is_kept_in_both_directions() -> None:
    found = focus(FOUND, "c", 1)
    assert [node.id for node in found.nodes] == ["b", "c", "d"]
    assert [(edge.origin, edge.target) for edge in found.edges] == [("b", "c"), ("c", "d")]
    assert found.notes == ("4 of 7 nodes are farther than 1 from c.",)


def test_no_step_goes_through_handlers() -> None:
    assert [node.id for node in focus(FOUND, "e", 2).nodes] == ["in any node", "c", "d", "e"]


def test_everything_is_kept_when_it_is_near() -> None:
    assert focus(FOUND, "c", 9) == FOUND


def test_an_unknown_node_is_an_error_with_a_guess() -> None:
    text = flow("  greet: {type: end}\n", start="greet")
    with pytest.raises(NoSuchNode, match="no node 'gret'; did you mean greet"):
        focus(picture(text), "gret", 2)
