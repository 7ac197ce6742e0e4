"""The helpers of the flow language. Each takes values and options and returns a value; none fails on a wrong type."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from . import spoken
from .languages import language_of
from .limits import RenderError
from .values import MISSING, is_empty, is_same, member, number_of, text_of

MAX_TEXT_CHARS = 1_000_000
_WORD = re.compile(r"[^\s-]+")


def _is_absent(value: Any) -> bool:
    return value is MISSING or value is None or (isinstance(value, str | list | dict) and not value)


def _is_equal(left: Any, right: Any) -> bool:
    """Numbers equal text that says the same number, because what is keyed in is always text."""
    left, right = (None if value is MISSING else value for value in (left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) or isinstance(right, int | float):
        number = number_of(left)
        return number is not None and number == number_of(right)
    return is_same(left, right)


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Compares numbers, or two texts that are no numbers; anything else is false."""

    def compare(left: Any, right: Any) -> bool:
        numbers = number_of(left), number_of(right)
        if None not in numbers:
            return test(*numbers)
        return isinstance(left, str) and isinstance(right, str) and test(left, right)

    return compare


def _lookup(value: Any, key: Any) -> Any:
    """Nothing has no members, and is given back as it is."""
    if is_empty(value) and not isinstance(value, list):
        return value
    # The text of a list could be as long as all data, and no member is called that.
    return member(value, text_of(key)) if not isinstance(key, list) else MISSING


def _or(*values: Any) -> Any:
    return next((value for value in values if not is_empty(value)), values[-1])


def _title(value: Any) -> str:
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), text_of(value))


def _join(value: Any, separator: Any = ", ") -> str:
    if not isinstance(value, list):
        return text_of(value)
    between = text_of(separator)
    if len(between) * len(value) > MAX_TEXT_CHARS:
        raise RenderError(f"`join` would make more than {MAX_TEXT_CHARS:,} characters")
    return between.join(text_of(item) for item in value)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | str) and value else MISSING


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, list | str) and value else MISSING


def _plural(count: Any, one: Any, many: Any, *, language: Any = "en") -> Any:
    number = number_of(count)
    return one if number is not None and spoken.is_one(number, language_of(language)) else many


def _json(value: Any) -> str:
    return json.dumps(_finite(value), ensure_ascii=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    """JSON has no NaN, no infinity and nothing undefined: null, as in JavaScript's JSON.stringify."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    if value is MISSING or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _log(*_values: Any, **_options: Any) -> str:
    return ""


#: Name -> function. talkif_schemas.template_helpers has the signatures.
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "lookup": _lookup,
    "log": _log,
    "default": lambda value, fallback: fallback if _is_absent(value) else value,
    "ifExists": lambda value: not _is_absent(value),
    "eq": _is_equal,
    "ne": lambda left, right: not _is_equal(left, right),
    "gt": _compared(lambda left, right: left > right),
    "gte": _compared(lambda left, right: left >= right),
    "lt": _compared(lambda left, right: left < right),
    "lte": _compared(lambda left, right: left <= right),
    "and": lambda *values: not any(is_empty(value) for value in values),
    "or": _or,
    "not": is_empty,
    "upper": lambda value: text_of(value).upper(),
    "lower": lambda value: text_of(value).lower(),
    "title": _title,
    "date": spoken.date_text,
    "time": spoken.time_text,
    "number": spoken.number_text,
    "money": spoken.money_text,
    "phone": spoken.phone_text,
    "spell": spoken.spelled,
    "list": spoken.enumeration,
    "join": _join,
    "first": _first,
    "last": _last,
    "plural": _plural,
    "json": _json,
}
