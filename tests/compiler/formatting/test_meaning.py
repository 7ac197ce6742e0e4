from __future__ import annotations

import pytest

from talkif_compiler.formatting.meaning import meaning


@pytest.mark.parametrize("other", ["a: '1'", "a: 2", "a: &x 1", "a: !!str 1", "a: [1]", "b: 1", "a: ["])
def test_texts_that_say_something_else_differ(other: str) -> None:
    assert meaning("a: 1") != meaning(other)


def test_the_way_of_writing_does_not_count() -> None:
    assert meaning("a: 'x'\nb:\n- c\n") == meaning('{a: "x", b: [c]}')
