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


@pytest.mark.parametrize(
    ("value", "pattern", "said"),
    [
        ("2026-03-02", "%d/%m/%Y", "02/03/2026"),
        ("2026-03-02", "%a %-d %b %y, %e.%-m.", "Mon 2 Mar 26, 2.3."),
        ("2026-03-02T14:05:09", "%H:%M:%S %-H %I %-I %p", "14:05:09 14 02 2 PM"),
        ("2026-03-02", "100%% %A %Q %", "100% Monday %Q %"),
        ("2026-03-02", "\ud800 %d", "\ud800 02"),
        ("soon", "%d", "soon"),
    ],
)
def test_a_date_by_pattern(value: str, pattern: str, said: str) -> None:
    assert date_text(value, pattern) == said


@pytest.mark.parametrize(
    ("language", "day", "first", "at", "hour", "number", "money", "plain"),
    [
        ("en-US", "Monday, March 2", "Sunday, March 1", "2:30 PM", "9 AM", "1,234.5", "12.50 euros", "a and b"),
        ("de-CH", "Montag, 2. März", "Sonntag, 1. März", "14:30 Uhr", "9 Uhr", "1.234,5", "12,50 Euro", "a und b"),
        ("fr", "lundi 2 mars", "dimanche 1er mars", "14 h 30", "9 h", "1234,5", "12,50 euros", "a et b"),
        ("es-MX", "lunes, 2 de marzo", "domingo, 1 de marzo", "14:30", "9:00", "1.234,5", "12,50 euros", "a y b"),
        ("it", "lunedì 2 marzo", "domenica 1º marzo", "14:30", "9:00", "1.234,5", "12,50 euro", "a e b"),
        (
            "pt-BR",
            "segunda-feira, 2 de março",
            "domingo, 1º de março",
            "14:30",
            "9 horas",
            "1.234,5",
            "12,50 euros",
            "a e b",
        ),
        ("nl", "maandag 2 maart", "zondag 1 maart", "14:30 uur", "9 uur", "1.234,5", "12,50 euro", "a en b"),
        ("tlh", "Monday, March 2", "Sunday, March 1", "2:30 PM", "9 AM", "1,234.5", "12.50 euros", "a and b"),
    ],
)
def test_languages(
    language: str, day: str, first: str, at: str, hour: str, number: str, money: str, plain: str
) -> None:
    assert date_text("2026-03-02", language=language) == day
    assert date_text("2026-03-01", language=language) == first
    assert [time_text(one, language=language) for one in ("14:30", "09:00")] == [at, hour]
    assert number_text(1234.5, language=language) == number
    assert money_text(12.5, "EUR", language=language) == money
    assert enumeration(["a", "b"], language=language) == plain


@pytest.mark.parametrize(("language", "said"), [("en", "0 dollars"), ("fr", "0 dollar"), ("de", "0 Dollar")])
def test_what_stands_with_zero(language: str, said: str) -> None:
    assert money_text(0, language=language) == said


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
    assert number_text(value, decimals=decimals) == said


@pytest.mark.parametrize(
    ("value", "currency", "said"),
    [
        (1, None, "1 dollar"),
        (1234, None, "1,234 dollars"),
        (12.5, "eur", "12.50 euros"),
        ("3", "GBP", "3 pounds"),
        (5, "SEK", "5 SEK"),
        (0.999, None, "1 dollar"),
        (0.001, None, "0 dollars"),
        (-12.5, "USD", "-12.50 dollars"),
        (1234567.891, "EUR", "1,234,567.89 euros"),
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
        ("+44 20 7946 0958", "4 4, 2 0, 7 9 4 6, 0 9 5 8"),
        ("+442079460958", "4 4 2, 0 7 9, 4 6 0, 9 5 8"),
        ("0800 12345", "0 8 0 0, 1 2 3, 4 5"),
        ("1-800-555-0101", "8 0 0, 5 5 5, 0 1 0 1"),
        ("٣٤٥", "٣ ٤ ٥"),
        ("112", "1 1 2"),
        (None, ""),
    ],
)
def test_phone_numbers(value: Any, said: str) -> None:
    assert phone_text(value) == said


def test_spelling() -> None:
    assert spelled("AB 12") == "A, B, 1, 2"
    assert spelled(415) == "4, 1, 5"
    assert spelled("a.b@x-y.de") == "a, dot, b, at, x, dash, y, dot, d, e"
    assert spelled("a@b", language="fr") == "a, arobase, b"


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
    assert enumeration(value, word=word) == said
