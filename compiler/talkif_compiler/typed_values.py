"""Which values are of a type, as far as that can be seen before a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from talkif_schemas.types import TEXT_TYPES, TypeName, TypeSpec

from .subtyping import matches
from .suggest import one_of

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
#: Seven digits have the shortest numbers of a country, fifteen the longest (ITU-T E.164).
_PHONE = re.compile(r"\+?(?:[ ()./-]*[0-9]){7,15}[ ()./-]*")


def misfit(value: str | float | bool | None, spec: TypeSpec) -> str | None:
    """What is wrong with a value that is written in a flow. Null is of every type: it takes a value away."""
    if value is None or spec.type == "any":
        return None
    if spec.type in TEXT_TYPES:
        return _misfit_of_text(value, spec) if isinstance(value, str) else f"`{_shown(value)}` is no text"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "boolean": isinstance(value, bool),
        "number": is_number,
        "integer": is_number and float(value).is_integer(),
    }.get(spec.type, False)
    return None if fits else f"`{_shown(value)}` is no {_WORDS.get(spec.type, spec.type)}"


def may_fit(source: TypeSpec, target: TypeSpec) -> bool:
    """Whether some value of one type is of the other as well."""
    if "any" in (source.type, target.type):
        return True
    if source.type in TEXT_TYPES and target.type in TEXT_TYPES:
        if source.type == "enum":
            return any(misfit(value, target) is None for value in source.values)
        if target.type == "enum":
            return any(misfit(value, source) is None for value in target.values)
        return "string" in (source.type, target.type) or source.type == target.type
    if source.type == target.type == "object":
        common = source.properties.keys() & target.properties.keys()
        return all(may_fit(source.properties[name], target.properties[name]) for name in common)
    if source.type == target.type == "list":
        return source.items is None or target.items is None or may_fit(source.items, target.items)
    return source.type == target.type or {source.type, target.type} == {"number", "integer"}


def _misfit_of_text(text: str, spec: TypeSpec) -> str | None:
    if spec.type == "enum":
        return None if text in spec.values else f"`{text}` is none of {one_of(spec.values, 'and')}"
    if spec.pattern is not None:
        return None if matches(spec.pattern, text) else f"`{text}` does not match `{spec.pattern}`"
    known = _TEXTS.get(spec.type)
    return None if known is None or known(text) else f"`{text}` is no {_WORDS[spec.type]}"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


_TEXTS: Mapping[TypeName, Callable[[str], object]] = {
    "date": _is_date,
    "time": _TIME.fullmatch,
    "phone": _PHONE.fullmatch,
    "email": _EMAIL.fullmatch,
}
_WORDS: Mapping[TypeName, str] = {
    "date": "date, which is written YYYY-MM-DD",
    "time": "time, which is written HH:MM",
    "phone": "phone number",
    "email": "e-mail address",
    "integer": "whole number",
    "boolean": "boolean",
}


def _shown(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
