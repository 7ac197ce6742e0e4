"""Patterns that flows write: what is refused, and that none takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_schemas.patterns import fault, is_match


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("[0-9]{6}", "123456", True),
        ("[0-9]{6}", "1234567", False),
        ("^[0-9]{6}$", "123456", True),
        ("a|ab", "ab", True),
        (r"\p{L}+", "Zoë", True),
        ("(?i)ab[0-9]", "AB1", True),
        (".", "\ud800", True),
        ("", "", True),
    ],
)
def test_the_whole_text_has_to_match(pattern: str, text: str, fits: bool) -> None:
    assert is_match(pattern, text) == fits


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a", "missing ): (a"),
        ("(?=a)", "invalid perl operator: (?="),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("(a{1000}){1000}", "invalid repetition size: {1000}"),
        ("\ud800", "it has half of a character (a surrogate)"),
    ],
)
def test_what_is_wrong_with_a_pattern_is_said(pattern: str, reason: str) -> None:
    assert fault(pattern) == reason


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a|aa)+", "(.*a){20}"])
def test_no_pattern_makes_a_text_take_long(pattern: str) -> None:
    assert fault(pattern) is None
    begun = time.process_time()
    assert not is_match(pattern, "a" * 5_000 + "!")
    assert time.process_time() - begun < 1


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_pattern_or_has_a_fault(pattern: str, text: str) -> None:
    if fault(pattern) is None:
        is_match(pattern, text)
