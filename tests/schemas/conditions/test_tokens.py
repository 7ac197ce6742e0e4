"""The words of a condition, and the names that it reads."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_schemas.conditions import paths, tokenize


def read(source: str) -> list[tuple[str, bool]]:
    """(name as it stands in the source, whether it is tested) of every path."""
    return [(source[use.start : use.end], use.is_tested) for use in paths(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("vars.order.total > 5", [("vars.order.total", False)]),
        ("vars.a + inputs.b", [("vars.a", False), ("inputs.b", False)]),
        ("has(vars.a) && vars.a > 1", [("vars.a", True), ("vars.a", True)]),
        ("vars.a != null && vars.a.b > 1", [("vars.a", True), ("vars.a.b", True)]),
        ("null == vars.a", [("vars.a", True)]),
        ("vars.list.exists(o, o.total > vars.min)", [("vars.list", False), ("vars.min", False)]),
        ("vars.city.startsWith('vars.x') && size(vars.list) > 0", [("vars.city", False), ("vars.list", False)]),
        ("vars.list[0].name == ''", [("vars.list", False)]),
        ("vars . order . total", [("vars . order . total", False)]),
        ("value > 3 // vars.a", [("value", False)]),
        ("true && vars.a in [null, false]", [("vars.a", False)]),
        (r"""'it\'s vars.a' == r"\" """, []),
    ],
)
def test_paths(source: str, expected: list[tuple[str, bool]]) -> None:
    assert read(source) == expected


@given(st.text(max_size=200))
def test_every_token_is_where_it_says(source: str) -> None:
    tokens = tokenize(source)
    assert all(source[token.start : token.end] == token.text for token in tokens)
    assert all(left.end <= right.start for left, right in pairwise(tokens))
