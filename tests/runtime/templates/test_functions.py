"""Helpers of the flow language on the values that calls really bring."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.templates import RenderError
from talkif_runtime.templates.functions import FUNCTIONS
from talkif_runtime.templates.values import MISSING
from talkif_schemas.template_helpers import BLOCK_HELPERS, HELPERS


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("default", (None, "there"), "there"),
        ("default", ("", "there"), "there"),
        ("default", (0, "there"), 0),
        ("default", (False, "there"), False),
        ("ifExists", ([],), False),
        ("ifExists", (0,), True),
        ("eq", ("3", 3), True),
        ("eq", ("a", "a"), True),
        ("eq", (None, MISSING), True),
        ("eq", (True, 1), False),
        ("eq", ("", 0), False),
        ("ne", ("x", 3), True),
        ("gt", ("10", 9), True),
        ("gt", ("b", "a"), True),
        ("gt", ("10", "9"), True),
        ("gt", (None, 0), False),
        ("lte", (3, 3), True),
        ("and", (1, "x", [1]), True),
        ("and", (1, "", [1]), False),
        ("or", ("", 0, "x", "y"), "x"),
        ("or", ("", 0), 0),
        ("not", ([],), True),
        ("title", ("o'neil JOHN anne-marie it's",), "O'neil John Anne-Marie It's"),
        ("upper", (None,), ""),
        ("join", (["a", "b"],), "a, b"),
        ("join", (["a", 2, None], "; "), "a; 2; "),
        ("join", ("solo", "; "), "solo"),
        ("first", ([],), MISSING),
        ("first", ("Ana",), "A"),
        ("last", ([1, 2],), 2),
        ("plural", (1, "item", "items"), "item"),
        ("plural", ("1", "item", "items"), "item"),
        ("plural", (0, "item", "items"), "items"),
        ("json", ({"a": [1.0, None, "é\n"]},), '{"a":[1,null,"é\\n"]}'),
        ("json", (MISSING,), "null"),
        ("json", (float("nan"),), "null"),
        ("lookup", ({"a": 1}, "a"), 1),
        ("lookup", ([5, 6], 1), 6),
        ("lookup", ([], "length"), 0),
        ("lookup", ("", 0), ""),
        ("lookup", (MISSING, "a"), MISSING),
    ],
)
def test_a_helper(name: str, args: tuple[Any, ...], expected: Any) -> None:
    assert FUNCTIONS[name](*args) == expected


def test_every_declared_helper_is_there() -> None:
    # Blocks are no functions.
    assert set(HELPERS) - set(FUNCTIONS) == set(BLOCK_HELPERS)
    assert set(FUNCTIONS) <= set(HELPERS)
    assert set(BLOCK_HELPERS) <= set(HELPERS)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just(MISSING),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(set(FUNCTIONS))), st.data())
def test_no_helper_fails_on_any_values_that_its_signature_allows(name: str, data: st.DataObject) -> None:
    helper = HELPERS[name]
    most = len(helper.takes) + 2 * helper.repeats
    args = data.draw(st.lists(_VALUES, min_size=helper.least, max_size=most))
    options = {key: data.draw(_VALUES) for key in helper.options}
    FUNCTIONS[name](*args, **options)


@pytest.mark.parametrize(
    ("count", "language", "expected"),
    [
        (0, "en", "items"),
        (0, "fr", "item"),
        (1.5, "fr", "item"),
        (2, "fr", "items"),
        ("x", "fr", "items"),
        (1, "de", "item"),
    ],
)
def test_plural_in_languages(count: Any, language: str, expected: str) -> None:
    assert FUNCTIONS["plural"](count, "item", "items", language=language) == expected


def test_joining_is_bounded() -> None:
    with pytest.raises(RenderError, match="1,000,000"):
        FUNCTIONS["join"](["x"] * 1_001, "-" * 1_000)
