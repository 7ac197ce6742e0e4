"""Values as they are said on the phone. What cannot be read as its kind is said as it is."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from .values import number_of, text_of

_MAX_PATTERN_CHARS = 100
_MAX_DECIMALS = 10
#: ISO 4217 code -> one, many.
_CURRENCIES = {
    "AUD": ("Australian dollar", "Australian dollars"),
    "CAD": ("Canadian dollar", "Canadian dollars"),
    "CHF": ("Swiss franc", "Swiss francs"),
    "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"),
    "USD": ("dollar", "dollars"),
}


def date_text(value: Any, pattern: Any = None) -> str:
    """`Monday, March 3`, or by a strftime pattern."""
    text = text_of(value)
    try:
        day = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return text
    if isinstance(pattern, str):
        return day.strftime(pattern[:_MAX_PATTERN_CHARS])
    return f"{day:%A, %B} {day.day}"


def time_text(value: Any) -> str:
    """`2:30 PM`, `9 AM`."""
    text = text_of(value)
    try:
        moment = datetime.fromisoformat(text).time() if "T" in text or " " in text else time.fromisoformat(text)
    except ValueError:
        return text
    half = "AM" if moment.hour < 12 else "PM"
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment.minute:02d} {half}" if moment.minute else f"{hour} {half}"


def number_text(value: Any, decimals: Any = None) -> str:
    """`1,234.5`, or with a fixed count of decimals."""
    number = number_of(value)
    if number is None:
        return text_of(value)
    places = number_of(decimals)
    if places is not None:
        return f"{number:,.{max(0, min(int(places), _MAX_DECIMALS))}f}"
    return _grouped(number)


def money_text(value: Any, positional: Any = None, currency: Any = None) -> str:
    """`1 dollar`, `12.50 euros`. A currency that is not known by name is said by its code."""
    number = number_of(value)
    if number is None:
        return text_of(value)
    code = text_of(positional or currency or "USD").upper()
    one, many = _CURRENCIES.get(code, (code, code))
    amount = _grouped(number) if number == int(number) else f"{number:,.2f}"
    return f"{amount} {one if number == 1 else many}"


def phone_text(value: Any) -> str:
    """Single digits in groups of three and four: `5 5 5, 0 1 0, 1 2 3 4`. The +1 of North America is left out."""
    digits = "".join(character for character in text_of(value) if character.isdecimal())
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    groups = []
    while len(digits) > 4:
        groups.append(digits[:3])
        digits = digits[3:]
    groups.append(digits)
    return ", ".join(" ".join(group) for group in groups if group)


def spelled(value: Any) -> str:
    """`A, 4, 1`: each character by itself."""
    return ", ".join(character for character in text_of(value) if not character.isspace())


def enumeration(value: Any, word: Any = "and") -> str:
    """`a, b and c`."""
    items = [text_of(item) for item in value] if isinstance(value, list) else [text_of(value)]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {text_of(word)} {items[-1]}"


def _grouped(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:,}"
