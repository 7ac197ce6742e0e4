"""Values as they are said on the phone. What cannot be read as its kind is said as it is."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from .languages import Language, language_of
from .values import number_of, text_of

_MAX_PATTERN_CHARS = 100
_MAX_DECIMALS = 10
_MAX_PHONE_CHARS = 100
_MAX_SPELLED_CHARS = 1_000
_DIRECTIVE = re.compile(r"%-?[A-Za-z%]")
_DIGIT_GROUP = re.compile(r"\d+")
_SHORT_CHARS = 3


def date_text(value: Any, pattern: Any = None, *, language: Any = "en") -> str:
    """`Monday, March 3`, or by a pattern of strftime."""
    text = text_of(value)
    try:
        moment = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return text
    words = language_of(language)
    if isinstance(pattern, str):
        parts = _date_parts(moment, words)
        return _DIRECTIVE.sub(lambda found: parts.get(found[0], found[0]), pattern[:_MAX_PATTERN_CHARS])
    day = words.first_of_month if moment.day == 1 else str(moment.day)
    return words.date.format(weekday=_weekday(moment, words), day=day, month=_month(moment, words))


def _weekday(day: date, words: Language) -> str:
    return words.weekdays.split()[day.weekday()]


def _month(day: date, words: Language) -> str:
    return words.months.split()[day.month - 1]


def _date_parts(moment: date, words: Language) -> dict[str, str]:
    """The directives of strftime that name a part of a date or a time of day."""
    weekday, month = _weekday(moment, words), _month(moment, words)
    hour, minute, second = (moment.hour, moment.minute, moment.second) if isinstance(moment, datetime) else (0, 0, 0)
    return {
        "%A": weekday,
        "%a": weekday[:_SHORT_CHARS],
        "%B": month,
        "%b": month[:_SHORT_CHARS],
        "%d": f"{moment.day:02d}",
        "%-d": str(moment.day),
        "%e": str(moment.day),
        "%m": f"{moment.month:02d}",
        "%-m": str(moment.month),
        "%Y": str(moment.year),
        "%y": f"{moment.year % 100:02d}",
        "%H": f"{hour:02d}",
        "%-H": str(hour),
        "%I": f"{hour % 12 or 12:02d}",
        "%-I": str(hour % 12 or 12),
        "%M": f"{minute:02d}",
        "%S": f"{second:02d}",
        "%p": "AM" if hour < 12 else "PM",
        "%%": "%",
    }


def time_text(value: Any, *, language: Any = "en") -> str:
    """`2:30 PM`, `9 AM`; `14:30 Uhr`, `9 Uhr`."""
    text = text_of(value)
    try:
        moment = datetime.fromisoformat(text).time() if "T" in text or " " in text else time.fromisoformat(text)
    except ValueError:
        return text
    words = language_of(language)
    hour = (moment.hour % 12 or 12) if words.has_halves else moment.hour
    form = words.time if moment.minute else words.full_hour
    return form.format(hour=hour, minute=f"{moment.minute:02d}", half="AM" if moment.hour < 12 else "PM")


def number_text(value: Any, *, decimals: Any = None, language: Any = "en") -> str:
    """`1,234.5`, or with a fixed count of decimals."""
    number = number_of(value)
    if number is None:
        return text_of(value)
    places = number_of(decimals)
    words = language_of(language)
    return _grouped(number, words, None if places is None else max(0, min(int(places), _MAX_DECIMALS)))


def money_text(value: Any, positional: Any = None, *, currency: Any = None, language: Any = "en") -> str:
    """`1 dollar`, `12.50 euros`. A currency that is not known by name is said by its code."""
    number = number_of(value)
    if number is None:
        return text_of(value)
    words = language_of(language)
    code = text_of(positional or currency or "USD").upper()
    one, many = words.currencies.get(code, (code, code))
    # Rounded first, so that 0.999 is 1 dollar and 0.001 is no amount of cents.
    amount = round(number, 2)
    said = _grouped(amount, words, None if amount == int(amount) else 2)
    return f"{said} {one if is_one(amount, words) else many}"


def is_one(number: float, words: Language) -> bool:
    """Whether the singular stands with a number."""
    return abs(number) < 2 if words.counts_zero_as_one else number == 1


def phone_text(value: Any) -> str:
    """Single digits, in groups as they are written, of up to four: `5 5 5, 0 1 0, 1 2 3 4`.

    The +1 of North America is left out.
    """
    if isinstance(value, list | dict):
        return text_of(value)
    groups = _DIGIT_GROUP.findall(text_of(value)[:_MAX_PHONE_CHARS])
    if groups and groups[0] == "1" and sum(map(len, groups)) == 11:
        del groups[0]
    if len(groups) == 1:
        digits = groups[0]
        groups = [digits[1:]] if len(digits) == 11 and digits[0] == "1" else groups
    return ", ".join(" ".join(part) for group in groups for part in _of_three(group))


def _of_three(digits: str) -> list[str]:
    """Groups of three, the last of up to four."""
    cut = max(0, (len(digits) - 2) // 3)
    return [*(digits[3 * index : 3 * index + 3] for index in range(cut)), digits[3 * cut :]]


def spelled(value: Any, *, language: Any = "en") -> str:
    """`A, 4, 1`: each character by itself, signs by their names."""
    if isinstance(value, list | dict):
        return text_of(value)
    signs, text = language_of(language).signs, text_of(value)[:_MAX_SPELLED_CHARS]
    return ", ".join(signs.get(character, character) for character in text if not character.isspace())


def enumeration(value: Any, *, word: Any = None, language: Any = "en") -> str:
    """`a, b and c`."""
    items = [text_of(item) for item in value] if isinstance(value, list) else [text_of(value)]
    if len(items) < 2:
        return "".join(items)
    joined_by = language_of(language).conjunction if word is None else text_of(word)
    return f"{', '.join(items[:-1])} {joined_by} {items[-1]}"


def _grouped(number: float, words: Language, places: int | None) -> str:
    """With the separators of a language; without a count of places, with as many as there are."""
    if places is not None:
        said = f"{number:,.{places}f}"
    elif number == int(number):
        said = f"{int(number):,}"
    else:
        said = f"{number:,}"
    return said.replace(",", "\0").replace(".", words.decimal).replace("\0", words.thousands)
