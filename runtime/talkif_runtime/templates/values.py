"""Truth and text of values as handlebars.js has them. https://handlebarsjs.com/guide/builtin-helpers.html"""

from __future__ import annotations

from typing import Any, Final


class _Missing:
    """A name that is not there. JavaScript's undefined."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"


MISSING: Final = _Missing()


def is_empty(value: Any) -> bool:
    """Whether `if` takes the other branch: undefined, null, false, "", 0 and an empty list; not an empty object."""
    if isinstance(value, dict):
        return False
    return value is MISSING or not value


def text_of(value: Any) -> str:
    """As JavaScript prints it."""
    if isinstance(value, str):
        return value
    if value is None or value is MISSING:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, list):
        return ",".join(text_of(item) for item in value)
    return "[object Object]"


def _number_text(value: float) -> str:
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    mantissa, separator, exponent = repr(value).partition("e")
    return f"{mantissa}e{'' if exponent.startswith('-') else '+'}{int(exponent)}" if separator else mantissa


def member(value: Any, key: str) -> Any:
    """`value.key` of a JSON value, MISSING when there is none."""
    if isinstance(value, dict):
        return value.get(key, MISSING)
    if isinstance(value, list | str):
        if key == "length":
            return len(value)
        if key.isascii() and key.isdigit() and len(key) < 10 and int(key) < len(value):
            return value[int(key)]
    return MISSING
