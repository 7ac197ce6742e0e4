"""Values print as in JavaScript, apart from whole numbers that JavaScript would round."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.templates.values import MISSING, member, number_of, text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (MISSING, ""),
        (True, "true"),
        (0, "0"),
        (-0.0, "0"),
        (12.0, "12"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-10, "1.5e-10"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (123456789012345678, "123456789012345678"),
        (10**400, "Infinity"),
        (-(10**400), "-Infinity"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        ([1, None, [2, "x"]], "1,,2,x"),
        ({"a": 1}, "[object Object]"),
    ],
)
def test_text(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "key", "expected"),
    [
        ({"a": 1}, "a", 1),
        ({"length": 5}, "length", 5),
        ({"a": 1}, "length", MISSING),
        ([4, 5], "1", 5),
        ([4, 5], "2", MISSING),
        ([4, 5], "-1", MISSING),
        ([4, 5], "²", MISSING),
        ([4, 5], "length", 2),
        ("hey", "0", "h"),
        (None, "a", MISSING),
        (5, "real", MISSING),
    ],
)
def test_members(value: Any, key: str, expected: Any) -> None:
    assert member(value, key) == expected


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12.0),
        (" 1.5 ", 1.5),
        (7, 7),
        (True, None),
        ("inf", None),
        ("nan", None),
        ("", None),
        (10**400, None),
        ([], None),
    ],
)
def test_numbers(value: Any, number: float | None) -> None:
    assert number_of(value) == number
