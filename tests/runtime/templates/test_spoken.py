"""Values as a caller hears them."""

from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.templates.spoken import (
    date_text,
    enumeration,
    money_text,
    number_text,
    phone_text,
    spelled,
    time_text,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-03-02", "Monday, March 2"),
        ("2026-03-02T14:30:00+01:00", "Monday, March 2"),
        ("next week", "next week"),
        (None, ""),
    ],
)
def test_dates(value: Any, said: str) -> None:
    assert date_text(value) == said


def test_a_date_by_pattern() -> None:
    assert date_text("2026-03-02", "%d/%m/%Y") == "02/03/2026"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("14:30", "2:30 PM"),
        ("09:00", "9 AM"),
        ("00:05", "12:05 AM"),
        ("12:00", "12 PM"),
        ("2026-03-02T14:30:00+01:00", "2:30 PM"),
        ("noon", "noon"),
    ],
)
def test_times(value: Any, said: str) -> None:
    assert time_text(value) == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (1234567, None, "1,234,567"),
        (1234.5, None, "1,234.5"),
        ("12", None, "12"),
        (2, 2, "2.00"),
        ("many", None, "many"),
    ],
)
def test_numbers(value: Any, decimals: Any, said: str) -> None:
    assert number_text(value, decimals) == said


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (1, None, "1 dollar"),
        (1234, None, "1,234 dollars"),
        (12.5, "eur", "12.50 euros"),
        ("3", "GBP", "3 pounds"),
        (5, "SEK", "5 SEK"),
        ("free", None, "free"),
    ],
)
def test_money(value: Any, currency: Any, said: str) -> None:
    assert money_text(value, currency) == said
    assert money_text(value, currency=currency) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("+1 (555) 010-1234", "5 5 5, 0 1 0, 1 2 3 4"),
        ("5550101234", "5 5 5, 0 1 0, 1 2 3 4"),
        ("+44 20 7946 0958", "4 4 2, 0 7 9, 4 6 0, 9 5 8"),
        ("112", "1 1 2"),
        (None, ""),
    ],
)
def test_phone_numbers(value: Any, said: str) -> None:
    assert phone_text(value) == said


def test_spelling() -> None:
    assert spelled("AB 12") == "A, B, 1, 2"
    assert spelled(415) == "4, 1, 5"


@pytest.mark.parametrize(
    ("value", "word", "said"),
    [
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (["a", "b", "c"], "or", "a, b or c"),
        ([], "and", ""),
        ("x", "and", "x"),
    ],
)
def test_enumerations(value: Any, word: str, said: str) -> None:
    assert enumeration(value, word) == said
