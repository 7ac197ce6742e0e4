"""Numbers of new versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_api.registry.numbering import Number, form, next_number, parse
from talkif_schemas.resources.flow_versions import Bump

NUMBERS = st.tuples(st.integers(1, 5), st.integers(0, 5), st.integers(0, 5))


@pytest.mark.parametrize(
    ("base", "bump", "taken", "expected"),
    [
        ("1.0.0", "patch", ["1.0.0"], "1.0.1"),
        ("1.0.0", "minor", ["1.0.0"], "1.1.0"),
        ("1.2.3", "major", ["1.2.3"], "2.0.0"),
        ("1.2.0", "minor", ["1.2.0", "1.3.0"], "1.4.0"),
        ("1.2.0", "patch", ["1.2.0", "1.3.0"], "1.2.1"),
        ("1.2.0", "major", ["1.2.0", "2.0.0"], "3.0.0"),
    ],
)
def test_examples(base: str, bump: Bump, taken: list[str], expected: str) -> None:
    assert form(next_number(parse(base), bump, [parse(number) for number in taken])) == expected


@given(NUMBERS, st.sampled_from(["major", "minor", "patch"]), st.lists(NUMBERS))
def test_a_new_number_is_free_and_says_its_bump(base: Number, bump: Bump, taken: list[Number]) -> None:
    new = next_number(base, bump, taken)
    assert new > base
    assert new not in taken
    assert (new[0] == base[0]) is (bump != "major")
    assert (new[:2] == base[:2]) is (bump == "patch")
