"""Holding a value against a declared type, and writing it as that type wants it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from talkif_schemas.patterns import is_match
from talkif_schemas.types import TypeSpec

from .slots.contact import e164, is_email

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")


class Misshapen(Exception):
    """The text says what is wrong with the value, after the name of the value."""


def shape(spec: TypeSpec, value: Any, region: str, *, is_computed: bool = False) -> tuple[Any, list[str]]:
    """The value as its type wants it, and what is wrong with it. `region`: where phone numbers without a + are from.

    Members of an object that are null or empty are left out, and so are those that are not declared.
    `is_computed`: by a flow or a server, so that a text stays as it is, and may be empty where nothing limits it.
    """
    problems: list[str] = []
    return _shape(spec, value, region, "", problems, is_computed), problems


def _shape(spec: TypeSpec, value: Any, region: str, where: str, problems: list[str], is_computed: bool) -> Any:
    if value is None:
        if not spec.nullable and spec.type != "any":
            problems.append(f"{where or 'the value'} is missing")
        return None
    if spec.type == "object" and isinstance(value, dict):
        if not spec.properties:
            return value
        found = {
            name: (member, value[name])
            for name, member in spec.properties.items()
            if value.get(name) is not None and (value[name] != "" or (is_computed and _is_free_text(member)))
        }
        return {
            name: _shape(member, item, region, f"{where}.{name}".lstrip("."), problems, is_computed)
            for name, (member, item) in found.items()
        }
    if spec.type == "list" and isinstance(value, list):
        items = spec.items or TypeSpec(type="any")
        return [
            _shape(items, item, region, f"{where}[{place}]", problems, is_computed) for place, item in enumerate(value)
        ]
    if is_computed and _is_free_text(spec) and isinstance(value, str):
        return value
    try:
        return _scalar(spec, value, region)
    except Misshapen as wrong:
        problems.append(f"{where or 'the value'} {wrong}")
        return None


def _is_free_text(spec: TypeSpec) -> bool:
    return spec.type == "string" and spec.pattern is None


def _scalar(spec: TypeSpec, value: Any, region: str) -> Any:
    if spec.type == "any":
        return value
    if spec.type in _OF_VALUE:
        return _OF_VALUE[spec.type](value)
    if (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()):
        value = str(int(value))  # Models write numbers for texts that consist of digits; CEL has them as doubles.
    if not isinstance(value, str):
        raise Misshapen("is not text")
    text = value.strip()
    if not text:
        raise Misshapen("is empty")
    if spec.type == "enum":
        return _member(spec.values, text)
    if spec.type == "phone":
        text = e164(text, region) or ""
        if not text:
            raise Misshapen("is not a phone number")
    elif spec.type in _OF_TEXT:
        text = _OF_TEXT[spec.type](text)
    if spec.pattern is not None and not is_match(spec.pattern, text):
        raise Misshapen(f"does not match {spec.pattern}")
    return text


def _number(value: Any) -> float | int:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise Misshapen("is not a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Misshapen("is not a number")
    return value


def _integer(value: Any) -> int:
    number = _number(value)
    if number != int(number):
        raise Misshapen("is not a whole number")
    return int(number)


def _boolean(value: Any) -> bool:
    known = {"true": True, "false": False}.get(str(value).lower())
    if known is None:
        raise Misshapen("is neither true nor false")
    return known


def _refuse(wanted: str) -> Callable[[Any], Any]:
    def refuse(_value: Any) -> Any:
        raise Misshapen(f"is not {wanted}")

    return refuse


def _member(members: tuple[str, ...], text: str) -> str:
    for member in members:
        if text.casefold() in (member.casefold(), member.replace("_", " ").casefold()):
            return member
    raise Misshapen(f"is none of {', '.join(members)}")


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise Misshapen("is not a date (YYYY-MM-DD)") from None


def _time(text: str) -> str:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Misshapen("is not a time (HH:MM)")
    return f"{int(found[1]):02}:{found[2]}"


def _email(text: str) -> str:
    if not is_email(text.lower()):
        raise Misshapen("is not an e-mail address")
    return text.lower()


_OF_VALUE: dict[str, Callable[[Any], Any]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "object": _refuse("an object"),
    "list": _refuse("a list"),
}
_OF_TEXT: dict[str, Callable[[str], str]] = {"date": _date, "time": _time, "email": _email}
