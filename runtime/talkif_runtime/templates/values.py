"""Truth and text of values as handlebars.js has them. https://handlebarsjs.com/guide/builtin-helpers.html"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any, Final


class _Missing:
    """A name that is not there. JavaScript's undefined."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "undefined"


_MAX_NUMBER_CHARS = 400
MISSING: Final = _Missing()


def is_empty(value: Any) -> bool:
    """Whether `if` takes the other branch: nothing, null, false, "", 0, NaN and an empty list; not an empty object."""
    if isinstance(value, dict):
        return False
    return value is MISSING or not value or (isinstance(value, float) and math.isnan(value))


def is_zero(value: Any) -> bool:
    """The number 0, which is empty for `if` and not for `with`."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0


def is_same(left: Any, right: Any) -> bool:
    """Equal scalars of one type, or the same list or object."""
    if isinstance(left, dict | list):
        return left is right
    return type(left) is type(right) and bool(left == right)


def number_of(value: Any) -> float | None:
    """A finite number, or text that says one. None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > _MAX_NUMBER_CHARS:
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return value if isinstance(value, int) else number


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
        # JavaScript would round beyond 2**53; order numbers of 17 digits are better said exactly.
        return str(value) if -(10**21) < value < 10**21 else _real_text(_real(value))
    if isinstance(value, float):
        return _real_text(value)
    if isinstance(value, list):
        return ",".join(text_of(item) for item in value)
    return "[object Object]"


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


def _real(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _real_text(value: float) -> str:
    """The shortest digits that mean the same number, without an exponent from 1e-6 up to 1e21. ECMA-262, 6.1.6.1.20."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        text = f"{Decimal(repr(value)):f}"
        return text.removesuffix(".0")
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent):+d}"
