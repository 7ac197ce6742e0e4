from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.dialogue.slots.calendar_words import MONTHS
from talkif_runtime.dialogue.slots.dates import day

MONDAY = date(2026, 3, 2)


def said(text: str, tag: str = "en-US") -> str | None:
    return day(text, tag, MONDAY, keyed=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today please", "2026-03-02"),
        ("tomorrow", "2026-03-03"),
        ("the day after tomorrow", "2026-03-04"),
        ("in three days", "2026-03-05"),
        ("two weeks from today", "2026-03-16"),
        ("a week from tomorrow", "2026-03-10"),
        ("three days ago", "2026-02-27"),
        ("on friday", "2026-03-06"),
        ("this friday", "2026-03-06"),
        ("next friday", "2026-03-13"),
        ("last friday", "2026-02-27"),
        ("on monday", "2026-03-09"),
        ("this monday", "2026-03-02"),
    ],
)
def test_days_counted_from_today(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the third of May", "2026-05-03"),
        ("May third", "2026-05-03"),
        ("oct. 5", "2026-10-05"),
        ("March first", "2027-03-01"),
        ("December twenty third twenty twenty six", "2026-12-23"),
        ("june fifth nineteen eighty five", "1985-06-05"),
        ("4 of july, 2030", "2030-07-04"),
        ("2026-07-04", "2026-07-04"),
        ("february 29", "2028-02-29"),
        ("the fifteenth", "2026-03-15"),
        ("on the first", "2026-04-01"),
        ("I may come on the 4th", "2026-03-04"),
    ],
)
def test_dates_are_the_next_such_day_unless_the_year_is_said(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("text", ["February 30th", "May 2027", "hello", "", "99999999 days from now", "4/31/2026"])
def test_what_is_no_day(text: str) -> None:
    assert said(text) is None


def test_the_month_comes_first_in_america_alone_unless_it_cannot() -> None:
    read = {tag: said("5/12", tag) for tag in ("en-US", "en", "en-GB", "de-DE")}
    assert read == {"en-US": "2026-05-12", "en": "2026-05-12", "en-GB": "2026-12-05", "de-DE": "2026-12-05"}
    assert said("25/12") == "2026-12-25"
    assert said("5/12/85") == "1985-05-12"


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("de-DE", "übermorgen", "2026-03-04"),
        ("de-DE", "heute morgen", "2026-03-02"),
        ("de-DE", "Freitag morgen", "2026-03-06"),
        ("de-DE", "am dritten Mai", "2026-05-03"),
        ("de-DE", "heute in einer Woche", "2026-03-09"),
        ("es-ES", "mañana por la mañana", "2026-03-03"),
        ("es-ES", "el viernes por la mañana", "2026-03-06"),
        ("es-ES", "primero de mayo de dos mil veintisiete", "2027-05-01"),
        ("fr-FR", "le premier mai", "2026-05-01"),
        ("fr-FR", "il y a trois jours", "2026-02-27"),
        ("it-IT", "tra tre giorni", "2026-03-05"),
        ("nl-NL", "drie mei", "2026-05-03"),
        ("pt-BR", "segunda-feira", "2026-03-09"),
    ],
)
def test_other_languages(tag: str, text: str, expected: str) -> None:
    assert said(text, tag) == expected


def test_keys_are_day_and_month_in_the_order_of_the_region() -> None:
    def keyed(keys: str, tag: str) -> str | None:
        return day(keys, tag, MONDAY, keyed=True)

    assert [keyed(keys, "en-US") for keys in ("0512", "051227", "05122027")] == [
        "2026-05-12",
        "2027-05-12",
        "2027-05-12",
    ]
    assert keyed("0512", "de-DE") == "2026-12-05"
    assert keyed("512", "en-US") is None


@given(st.dates(MONDAY, MONDAY + timedelta(days=364)), st.sampled_from(sorted(MONTHS)))
def test_every_day_of_a_year_is_understood_by_its_name(when: date, language: str) -> None:
    name = next(word for word, number in MONTHS[language].items() if number == when.month)
    for text in (f"{when.day} {name}", f"{when.day} {name} {when.year}"):
        assert day(text, language, MONDAY, keyed=False) == when.isoformat()


@given(
    st.text(max_size=60),
    st.sampled_from(["en-US", "de", "es-MX", "fr", "it", "nl", "pt-BR", "xx", "zh-Hans-CN"]),
    st.booleans(),
)
def test_no_text_is_too_odd(text: str, tag: str, keyed: bool) -> None:
    found = day(text, tag, MONDAY, keyed=keyed)
    assert found is None or date.fromisoformat(found)
