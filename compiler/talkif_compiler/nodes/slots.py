"""Slots of `collect`: which one fits a variable, and which variables a slot can fill."""

from __future__ import annotations

import re
from typing import Any

from talkif_schemas.artifact import SlotType
from talkif_schemas.types import TypeName, TypeSpec

SLOTS: tuple[SlotType, ...] = (
    *("text", "number", "digits", "phone", "email", "date"),
    *("time", "money", "yes_no", "enum", "name", "address"),
)

_BY_TYPE: dict[TypeName, SlotType] = {
    "number": "number",
    "integer": "number",
    "boolean": "yes_no",
    "enum": "enum",
    "date": "date",
    "time": "time",
    "phone": "phone",
    "email": "email",
}

_FILLS: dict[str, frozenset[TypeName]] = {
    "number": frozenset({"number", "integer"}),
    "money": frozenset({"number"}),
    "yes_no": frozenset({"boolean"}),
    "enum": frozenset({"enum", "string"}),
    "date": frozenset({"date", "string"}),
    "time": frozenset({"time", "string"}),
    "phone": frozenset({"phone", "string"}),
    "email": frozenset({"email", "string"}),
}
_FILLS_TEXT: frozenset[TypeName] = frozenset({"string"})

SPOKEN: frozenset[str] = frozenset({"email", "name", "address"})
"""Slots that no keys of a phone give a value for."""

_DIGITS = re.compile(r"\^?(?:\[0-9\]|\\d)(?:\{(?P<least>\d+)(?P<range>,(?P<most>\d*))?\}|[+*])?\$?")


def slot_for(variable: TypeSpec) -> SlotType:
    """The slot that the declaration of a variable asks for."""
    if variable.type == "string" and variable.pattern and _DIGITS.fullmatch(variable.pattern):
        return "digits"
    return _BY_TYPE.get(variable.type, "text")


def can_fill(slot: str, variable: TypeSpec) -> bool:
    return variable.type == "any" or variable.type in _FILLS.get(slot, _FILLS_TEXT)


def min_digits(variable: TypeSpec) -> int:
    """Count of digits without which no value matches the pattern."""
    match: Any = _DIGITS.fullmatch(variable.pattern or "")
    return int(match.group("least") or 0) if match else 0


def max_digits(variable: TypeSpec) -> int | None:
    """Count of digits after which a value that matches the pattern is complete."""
    match: Any = _DIGITS.fullmatch(variable.pattern or "")
    if not match:
        return None
    most = match.group("most") if match.group("range") else match.group("least")
    return int(most) if most else None
