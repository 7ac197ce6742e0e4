from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.slots.numbers import digits, money, number

LANGUAGES = st.sampled_from(["en", "de", "es", "fr", "it", "nl", "pt", "xx"])


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "it's four one, five", "415"),
        ("en", "for oh too double seven", "40277"),
        ("de", "zwo drei", "23"),
        ("en", "no idea", ""),
    ],
)
def test_digits(language: str, text: str, expected: str) -> None:
    assert digits(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I have twenty-five", 25),
        ("en", "negative three point five", -3.5),
        ("en", "1,234.5", 1234.5),
        ("en", "half a dozen", 6),
        ("en", "none", 0),
        ("en", "hello", None),
        ("de", "drei komma fünf", 3.5),
        ("de", "1.234,5", 1234.5),
        ("de", "minus zwei", -2),
        ("es", "menos dos", -2),
    ],
)
def test_numbers(language: str, text: str, expected: Any) -> None:
    assert number(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "twelve dollars and fifty cents", 12.5),
        ("en", "twelve fifty", 12.5),
        ("en", "one dollar 5 cents", 1.05),
        ("en", "fifty cents", 0.5),
        ("en", "$1,234.50", 1234.5),
        ("en", "five grand", 5000),
        ("en", "5k", 5000),
        ("en", "two thousand five hundred dollars", 2500),
        ("en", "1250", 1250),
        ("en", "whatever", None),
        ("de", "1.234,50 €", 1234.5),
        ("de", "zwölf Euro fünfzig", 12.5),
        ("es", "doce con cincuenta", 12.5),
        ("fr", "douze euros cinquante", 12.5),
    ],
)
def test_money(language: str, text: str, expected: Any) -> None:
    assert money(text, language) == expected


@given(st.text(max_size=60), LANGUAGES)
def test_no_text_is_too_odd(text: str, language: str) -> None:
    assert digits(text, language).isascii()
    for value in (number(text, language), money(text, language)):
        assert value is None or isinstance(value, int | float)
