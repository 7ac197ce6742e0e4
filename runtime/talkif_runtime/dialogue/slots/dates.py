"""Days as people say them: "tomorrow", "next Friday", "the third of May", "5/12". They become YYYY-MM-DD.

Without a year it is the next such day, today included. In `en-US` and its like the month comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from .calendar_words import (
    AFTER_TOMORROW,
    AGO,
    DAYS,
    IN,
    LAST,
    MONTHS,
    NEXT,
    THIS,
    TODAY,
    TOMORROW,
    WEEKDAYS,
    WEEKS,
    YESTERDAY,
)
from .words import mentions, with_digits, words

_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "FM", "GU", "MH", "PW", "AS", "PR", "VI"})
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.])(\d{1,2})\s?[./-]\s?(\d{1,2})(?:\s?[./-]\s?(\d{4}|\d{2}))?(?![\d])")
_ORDINAL = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|e|º|ª|°|\.)?(?!\w)")
_YEAR = re.compile(r"(?<!\d)(?:((?:19|20)\d{2})|(19|20) (?:oh |o )?(\d{1,2}))(?!\d)")
_ONE = {"a", "an", "one", "einem", "einer", "einen", "un", "una", "une", "een", "um", "uma"}


def day(text: str, tag: str, today: date, *, keyed: bool) -> str | None:
    """`tag`: BCP 47. `keyed`: the text comes from the keypad."""
    language = tag.split("-")[0].lower()
    month_first = language == "en" and ("-" not in tag or tag.split("-")[-1].upper() in _MONTH_FIRST_REGIONS)
    found = (
        _keyed(text, today, month_first=month_first) if keyed else _said(text, language, today, month_first=month_first)
    )
    return found.isoformat() if found is not None else None


def _said(text: str, language: str, today: date, *, month_first: bool) -> date | None:
    plain = with_digits(text.casefold(), language)
    readings = (
        _iso(plain),
        _numeric(plain, today, month_first=month_first),
        _with_month_name(plain, language, today),
        _relative(text, plain, language, today),
        _weekday(plain, language, today),
        _day_of_month(plain, today),
    )
    return next((found for found in readings if found is not None), None)


def _keyed(keys: str, today: date, *, month_first: bool) -> date | None:
    """4, 6 or 8 digits: day and month in the order of the region, with or without the year."""
    if len(keys) not in (4, 6, 8) or not keys.isdigit():
        return None
    first, second, year = int(keys[:2]), int(keys[2:4]), keys[4:]
    month, number = (first, second) if month_first else (second, first)
    return _date(_full_year(year, today), month, number, today)


def _iso(plain: str) -> date | None:
    found = _ISO.search(plain)
    return _date(int(found[1]), int(found[2]), int(found[3]), None) if found is not None else None


def _numeric(plain: str, today: date, *, month_first: bool) -> date | None:
    found = _NUMERIC.search(plain)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), _full_year(found[3] or "", today)
    month, number = (first, second) if month_first else (second, first)
    return _date(year, month, number, today) or _date(year, number, month, today)


def _with_month_name(plain: str, language: str, today: date) -> date | None:
    names = MONTHS.get(language, {})
    for month_word in re.finditer(r"[^\W\d_]+", plain):
        month = names.get(month_word[0])
        if month is None:
            continue
        year, rest = _year(plain[month_word.end() :])
        after, before = _ORDINAL.search(rest), list(_ORDINAL.finditer(plain[: month_word.start()]))
        number = before[-1] if before else after
        if number is not None:
            return _date(year, month, int(number[1]), today)
    return None


def _year(text: str) -> tuple[int | None, str]:
    """The year in a text, and the text without it."""
    found = _YEAR.search(text)
    if found is None:
        return None, text
    year = int(found[1]) if found[1] else int(found[2]) * 100 + int(found[3])
    return year, text[: found.start()] + text[found.end() :]


def _relative(text: str, plain: str, language: str, today: date) -> date | None:
    for phrases, distance in ((AFTER_TOMORROW, 2), (TOMORROW, 1), (YESTERDAY, -1), (TODAY, 0)):
        if any(mentions(text, phrase) for phrase in phrases.get(language, ())):
            return today + timedelta(days=distance)
    said = words(plain)
    for place, word in enumerate(said):
        days = 7 if word in WEEKS.get(language, ()) else 1 if word in DAYS.get(language, ()) else 0
        count = said[place - 1] if place else ""
        if not days or not (count.isdigit() or count in _ONE):
            continue
        distance = (int(count) if count.isdigit() else 1) * days
        if distance > 3_660:
            return None
        around = (*said[: place - 1], *said[place + 1 :])
        if any(word in around for word in AGO.get(language, ())):
            return today - timedelta(days=distance)
        if any(word in around for word in IN.get(language, ())):
            return today + timedelta(days=distance)
    return None


def _weekday(plain: str, language: str, today: date) -> date | None:
    """The next such day after today; "this" may be today, "next" in English is the one of next week."""
    said = words(plain)
    names = WEEKDAYS.get(language, {})
    place = next((place for place, word in enumerate(said) if word in names), None)
    if place is None:
        return None
    ahead = (names[said[place]] - today.isoweekday()) % 7
    around = {*said[max(0, place - 2) : place], *said[place + 1 : place + 2]}
    if around & LAST.get(language, frozenset()):
        return today + timedelta(days=ahead - 7)
    if language == "en" and around & NEXT:
        return today + timedelta(days=names[said[place]] - today.isoweekday() + 7)
    if not ahead and not around & THIS.get(language, frozenset()):
        ahead = 7
    return today + timedelta(days=ahead)


def _day_of_month(plain: str, today: date) -> date | None:
    """The 15th: the next day of that number."""
    found = re.search(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|e|º|ª|\.)(?!\w)", plain)
    if found is None:
        return None
    for month in _months_from(today):
        when = _date(month.year, month.month, int(found[1]), None)
        if when is not None and when >= today:
            return when
    return None


def _months_from(today: date) -> Iterator[date]:
    month = today.replace(day=1)
    for _ in range(12):
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _full_year(text: str, today: date) -> int | None:
    """Two digits are of this century when that is at most ten years ahead."""
    if len(text) != 2:
        return int(text) if text else None
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year + 10 else year - 100


def _date(year: int | None, month: int, number: int, today: date | None) -> date | None:
    """None for a day that does not exist. Without a year, the next such day from `today` on."""
    if year is None and today is not None:
        # A 29 February may be seven years away.
        days = (_date(today.year + ahead, month, number, None) for ahead in range(9))
        return next((found for found in days if found is not None and found >= today), None)
    try:
        return date(year or 0, month, number)
    except ValueError:
        return None
