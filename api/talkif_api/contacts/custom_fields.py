"""Values of a contact's own fields, checked against what the account defined.

A key that nobody defined may have any text, number or boolean, so that systems can write before anybody defines fields.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from talkif_schemas.errors import FieldError
from talkif_schemas.resources.contact_fields import FieldType
from talkif_schemas.resources.contacts import CUSTOM_KEY, MAX_KEYS, MAX_VALUE_BYTES

from ..kit.errors import field_path

_KEY: Final = re.compile(CUSTOM_KEY)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Definition:
    """What the account says about one key."""

    key: str
    type: FieldType
    options: tuple[str, ...]
    required: bool


def path(key: str) -> str:
    """The field's name in errors."""
    return field_path(("customFields", key))


def problems(values: Mapping[str, Any], definitions: Mapping[str, Definition]) -> list[FieldError]:
    """What is wrong with the values. Null stands for a value that is removed and is always right."""
    found = []
    for key, value in values.items():
        if value is None:
            continue
        problem = _problem(key, value, definitions.get(key))
        if problem is not None:
            found.append(FieldError(path(key), *problem))
    return found


def missing(values: Mapping[str, Any], definitions: Mapping[str, Definition]) -> list[str]:
    """Keys that a contact needs and these values lack."""
    return [key for key, definition in definitions.items() if definition.required and values.get(key) is None]


def required(keys: Iterable[str]) -> list[FieldError]:
    return [FieldError(path(key), "required", "A contact needs a value here") for key in keys]


def too_many(values: Mapping[str, Any]) -> list[FieldError]:
    if len(values) <= MAX_KEYS:
        return []
    return [FieldError("customFields", "too_long", f"A contact has at most {MAX_KEYS} values of its own")]


def from_text(text: str, definition: Definition | None) -> Any:
    """A cell of a CSV file as the value that its type asks for; text that does not fit stays as it is."""
    if definition is None:
        return text
    match definition.type:
        case "boolean":
            return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
                text.lower(), text
            )
        case "integer":
            return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else text
        case "number":
            return float(text) if re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", text) else text
    return text


def _problem(key: str, value: Any, definition: Definition | None) -> tuple[str, str] | None:
    """Code and message."""
    if _KEY.fullmatch(key) is None:
        return "invalid_format", "Keys are 1 to 64 letters, digits and underscores and begin with a letter"
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        return "invalid_type", "Text, number or boolean expected"
    if isinstance(value, str):
        return _problem_of_text(value) or _problem_of_type(value, definition)
    if abs(value) > 2**63:  # PostgreSQL gives such floats back as whole numbers.
        return "out_of_range", "Numbers have at most 64 bits"
    return _problem_of_type(value, definition)


def _problem_of_text(value: str) -> tuple[str, str] | None:
    if "\0" in value:
        return "invalid_format", "NUL is not allowed"
    try:
        size_bytes = len(value.encode())
    except UnicodeEncodeError:
        return "invalid_format", "Half of a surrogate pair is not allowed"
    return ("too_long", f"At most {MAX_VALUE_BYTES} bytes") if size_bytes > MAX_VALUE_BYTES else None


def _problem_of_type(value: Any, definition: Definition | None) -> tuple[str, str] | None:
    if definition is None:
        return None
    if definition.type == "enum":
        known = value in definition.options
        return None if known else ("invalid_value", f"One of these expected: {', '.join(definition.options)}")
    fits, message = _TYPES[definition.type]
    return None if fits(value) else ("invalid_type", message)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_datetime(value: Any) -> bool:
    try:
        return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_url(value: Any) -> bool:
    try:
        return isinstance(value, str) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).hostname)
    except ValueError:
        return False


_TYPES: Final[Mapping[FieldType, tuple[Callable[[Any], bool], str]]] = {
    "string": (lambda value: isinstance(value, str), "Text expected"),
    "number": (_is_number, "Number expected"),
    "integer": (lambda value: isinstance(value, int) and not isinstance(value, bool), "Whole number expected"),
    "boolean": (lambda value: isinstance(value, bool), "true or false expected"),
    "date": (_is_date, "Date expected, such as 2026-03-01"),
    "datetime": (_is_datetime, "Moment with offset expected, such as 2026-03-01T09:30:00Z (RFC 3339)"),
    "url": (_is_url, "URL with http:// or https:// expected"),
    "email": (lambda value: isinstance(value, str) and bool(_EMAIL.fullmatch(value)), "E-mail address expected"),
}
