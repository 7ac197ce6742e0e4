"""What is inside a record: templates, formulas, other records, in the order of writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..fields.edges import EdgeFields
from ..fields.leaves import Formula, NumberName, Spanned, Text
from ..fields.record import Record


def leaves(value: Any) -> list[Text | Formula]:
    """Edges inside the value are left out: they are read at another moment than the node around them."""
    found: list[Text | Formula] = []
    _gather(value, found)
    return found


def records(value: Any) -> Iterator[Record | NumberName]:
    """The records inside a value, itself included, and the names of phone numbers; edges, too."""
    if isinstance(value, Record):
        yield value
        for field in value.read_fields():
            yield from records(field)
    elif isinstance(value, NumberName):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from records(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from records(item)


def _gather(value: Any, found: list[Text | Formula]) -> None:
    # Exact types, because every rule walks through every node.
    kind = type(value)
    if kind is Text or kind is Formula:
        found.append(value)
    elif kind is tuple or kind is list:
        for item in value:
            if not isinstance(item, EdgeFields):
                _gather(item, found)
    elif kind is dict:
        for item in value.values():
            _gather(item, found)
    elif issubclass(kind, Record):
        for field in value.read_fields():
            if field is not None and type(field) is not Spanned:
                _gather(field, found)
