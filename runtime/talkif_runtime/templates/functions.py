"""The helpers of the flow language. Each takes values and options and returns a value; none fails on a wrong type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

import orjson

from .values import MISSING, is_empty, member, text_of

_CURRENCIES = {
    "USD": ("dollar", "dollars"),
    "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"),
    "CAD": ("Canadian dollar", "Canadian dollars"),
    "AUD": ("Australian dollar", "Australian dollars"),
}


def _absent(value: Any) -> bool:
    return value is MISSING or value is None or value in ("", [], {})


def _compare(left: Any, right: Any, test: Callable[[Any, Any], bool]) -> bool:
    numbers = _number(left), _number(right)
    if None not in numbers:
        return test(*numbers)
    if isinstance(left, str) and isinstance(right, str):
        return test(left, right)
    return False


def _equal(left: Any, right: Any) -> bool:
    """Numbers and text that says a number are equal when the numbers are, as keypad input is always text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) or isinstance(right, int | float):
        numbers = _number(left), _number(right)
        return None not in numbers and numbers[0] == numbers[1]
    none = (None, MISSING)
    return bool(left == right) or (left in none and right in none)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return None
    return None


def _date(value: Any, pattern: Any = None) -> str:
    text = text_of(value)
    try:
        day = datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
    except ValueError:
        return text
    if isinstance(pattern, str):
        return day.strftime(pattern[:100])
    return f"{day:%A, %B} {day.day}"


def _time(value: Any) -> str:
    text = text_of(value)
    try:
        moment = datetime.fromisoformat(text).time() if len(text) > 8 else time.fromisoformat(text)
    except ValueError:
        return text
    hour = moment.hour % 12 or 12
    half = "AM" if moment.hour < 12 else "PM"
    return f"{hour}:{moment.minute:02d} {half}" if moment.minute else f"{hour} {half}"


def _number_words(value: Any, decimals: Any = None) -> str:
    number = _number(value)
    if number is None:
        return text_of(value)
    if isinstance(decimals, int):
        return f"{number:,.{max(0, min(decimals, 10))}f}"
    return f"{int(number):,}" if float(number).is_integer() else f"{number:,}"


def _money(value: Any, positional: Any = None, currency: Any = None) -> str:
    number = _number(value)
    code = text_of(positional or currency or "USD").upper()
    if number is None:
        return text_of(value)
    one, many = _CURRENCIES.get(code, (code, code))
    amount = f"{int(number):,}" if float(number).is_integer() else f"{number:,.2f}"
    return f"{amount} {one if number == 1 else many}"


def _phone(value: Any) -> str:
    digits = [character for character in text_of(value) if character.isdigit()]
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    groups = ("".join(digits[:3]), "".join(digits[3:6]), "".join(digits[6:]))
    return ", ".join(" ".join(group) for group in groups if group)


def _list(value: Any, word: Any = "and") -> str:
    items = [text_of(item) for item in value] if isinstance(value, list) else [text_of(value)]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {text_of(word)} {items[-1]}"


def _join(value: Any, separator: Any = ", ") -> str:
    return text_of(separator).join(text_of(item) for item in value) if isinstance(value, list) else text_of(value)


def _end_of(value: Any, index: int) -> Any:
    return value[index] if isinstance(value, list | str) and value else MISSING


def _json(value: Any) -> str:
    return orjson.dumps(None if value is MISSING else value).decode()


HELPERS: Mapping[str, Callable[..., Any]] = {
    "default": lambda value, fallback: fallback if _absent(value) else value,
    "ifExists": lambda value: not _absent(value),
    "eq": _equal,
    "ne": lambda left, right: not _equal(left, right),
    "gt": lambda left, right: _compare(left, right, lambda a, b: a > b),
    "gte": lambda left, right: _compare(left, right, lambda a, b: a >= b),
    "lt": lambda left, right: _compare(left, right, lambda a, b: a < b),
    "lte": lambda left, right: _compare(left, right, lambda a, b: a <= b),
    "and": lambda *values: not any(is_empty(value) for value in values),
    "or": lambda *values: next((value for value in values if not is_empty(value)), False),
    "not": is_empty,
    "upper": lambda value: text_of(value).upper(),
    "lower": lambda value: text_of(value).lower(),
    "title": lambda value: text_of(value).title(),
    "date": _date,
    "time": _time,
    "number": _number_words,
    "money": _money,
    "phone": _phone,
    "spell": lambda value: ", ".join(character for character in text_of(value) if not character.isspace()),
    "list": _list,
    "join": _join,
    "first": lambda value: _end_of(value, 0),
    "last": lambda value: _end_of(value, -1),
    "plural": lambda count, one, many: one if _number(count) == 1 else many,
    "json": _json,
    "lookup": lambda value, key: member(value, text_of(key)),
    "log": lambda *_values, **_options: "",
}
