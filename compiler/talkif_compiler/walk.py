"""Every template and every CEL formula inside a record, in the order of writing."""

from __future__ import annotations

from typing import Any

from .edges import EdgeFields
from .leaves import Formula, Spanned, Text
from .record import Record


def leaves(value: Any) -> list[Text | Formula]:
    """Edges inside the value are left out: they are read at another moment than the node around them."""
    found: list[Text | Formula] = []
    _gather(value, found)
    return found


def _gather(value: Any, found: list[Text | Formula]) -> None:
    if isinstance(value, Text | Formula):
        found.append(value)
    elif isinstance(value, Record):
        for field in value.read_fields():
            if field is not None and type(field) is not Spanned:
                _gather(field, found)
    elif isinstance(value, tuple | list):
        for item in value:
            if not isinstance(item, EdgeFields):
                _gather(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _gather(item, found)
