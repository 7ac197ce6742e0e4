"""What is proven holds for the paths above and below, and only as long as the block lasts."""

from __future__ import annotations

import pytest

from talkif_compiler.templates.proven import Proven


@pytest.mark.parametrize(
    ("path", "is_covered"),
    [(("vars",), True), (("vars", "a"), True), (("vars", "a", "b"), True), (("vars", "b"), False), (("a",), False)],
)
def test_above_and_below(path: tuple[str, ...], is_covered: bool) -> None:
    proven = Proven()
    proven.add([("vars", "a")])
    assert proven.covers(path) is is_covered
    proven.remove([("vars", "a")])
    assert not proven.covers(path)


def test_what_two_blocks_prove_ends_with_the_outer_one() -> None:
    proven = Proven()
    proven.add([("vars", "a")])
    proven.add([("vars", "a"), ("vars", "b")])
    proven.remove([("vars", "a"), ("vars", "b")])
    assert proven.covers(("vars", "a", "x"))
    assert not proven.covers(("vars", "b"))
