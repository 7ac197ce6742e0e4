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
    MORNING,
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
_ORDINAL = r"(?<![\d.,:/])(\d{1,2})(?:st|nd|rd|th|er|e|º|ª|°|\.)?(?!\w)"
_DAY_BEFORE = re.compile(rf"{_ORDINAL}\s*(?:(?:day )?(?:of|de|di|van)\s+)?$")
_DAY_AFTER = re.compile(rf"[\s,.]*(?:(?:the|den|der|el|le|il)\s+)?{_ORDINAL}")
_YEAR = re.compile(r"(?<!\d)(?:((?:19|20)\d{2})|(19|20) (?:oh |o )?(\d{1,2}))(?!\d)")
_FARTHEST_DAYS = 3_660
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
    morning = MORNING.get(language)
    text = morning.sub(r"\1", text.casefold()) if morning is not None else text.casefold()
    plain = with_digits(text, language)
    named = _with_month_name(plain, language)
    if named is not None:
        return _date(*named, today)
    readings = (
        _iso(plain),
        _numeric(plain, today, month_first=month_first),
        _relative(text, plain, language, today),
        _weekday(text, language, today),
        _day_of_month(plain, today),
    )
    return next((found for found in readings if found is not None), None)


def _keyed(keys: str, today: date, *, month_first: bool) -> date | None:
    """4, 6 or 8 digits: day and month in the order of the region, with or without the year."""
    if len(keys) not in (4, 6, 8) or not keys.isdigit():
        return None
    first, second, year = int(keys[:2]), int(keys[2:4]), keys[4:]
    month, number = (first, second) if month_first else (second, first)
    full = _full_year(year, today)
    return _date(full, month, number, today) or _date(full, number, month, today)


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


def _with_month_name(plain: str, language: str) -> tuple[int | None, int, int] | None:
    """(year, month, day) when a month and a day stand side by side, whether or not there is such a day."""
    names = MONTHS.get(language, {})
    for word in re.finditer(r"[^\W\d_]+", plain):
        if word[0] not in names:
            continue
        year, rest = _year(plain[word.end() :])
        number = _DAY_BEFORE.search(plain[: word.start()]) or _DAY_AFTER.match(rest)
        if number is not None:
            return year, names[word[0]], int(number[1])
    return None


def _year(text: str) -> tuple[int | None, str]:
    """The year in a text, and the text without it."""
    found = _YEAR.search(text)
    if found is None:
        return None, text
    year = int(found[1]) if found[1] else int(found[2]) * 100 + int(found[3])
    return year, text[: found.start()] + text[found.end() :]


def _relative(text: str, plain: str, language: str, today: date) -> date | None:
    """ "Tomorrow", "in three days", "two weeks from today"."""
    named: int | None = None
    for phrases, distance in ((AFTER_TOMORROW, 2), (TOMORROW, 1), (YESTERDAY, -1), (TODAY, 0)):
        if any(mentions(text, phrase) for phrase in phrases.get(language, ())):
            named = distance
            break
    span = _span(words(plain), language)
    if named is None and span is None:
        return None
    return today + timedelta(days=(named or 0) + (span or 0))


def _span(said: list[str], language: str) -> int | None:
    """Days ahead, or behind when negative."""
    for place, word in enumerate(said):
        days = 7 if word in WEEKS.get(language, ()) else 1 if word in DAYS.get(language, ()) else 0
        count = said[place - 1] if place else ""
        if not days or not (count.isdecimal() or count in _ONE):
            continue
        distance = (int(count[:5]) if count.isdecimal() else 1) * days
        around = {*said[: place - 1], *said[place + 1 :]}
        if distance <= _FARTHEST_DAYS and around & AGO.get(language, frozenset()):
            return -distance
        if distance <= _FARTHEST_DAYS and around & IN.get(language, frozenset()):
            return distance
    return None


def _weekday(text: str, language: str, today: date) -> date | None:
    """The next such day after today; "this" may be today, "next" in English is the one of next week."""
    said = words(text)
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
