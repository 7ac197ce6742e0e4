"""What is inside a record: templates, formulas, other records, in the order of writing."""

from __future__ import annotations

from types import NoneType
from typing import Any

from ..fields.edges import EdgeFields
from ..fields.leaves import Formula, NumberName, Spanned, Text
from ..fields.record import Record

_NO_RECORDS = frozenset({NoneType, Spanned, Text, Formula})
"""Most values are one of these."""


def leaves(value: Any) -> list[Text | Formula]:
    """Edges inside the value are left out: they are read at another moment than the node around them."""
    found: list[Text | Formula] = []
    _gather(value, found)
    return found


def records(value: Any) -> list[Record | NumberName]:
    """The records inside a value, itself included, and the names of phone numbers; edges, too."""
    found: list[Record | NumberName] = []
    _gather_records(value, found)
    return found


def _gather_records(value: Any, found: list[Record | NumberName]) -> None:
    # Exact types: whether a value is none of a pydantic class takes long to ask.
    kind = type(value)
    if kind in _NO_RECORDS:
        return
    if kind is tuple or kind is list:
        for item in value:
            _gather_records(item, found)
    elif kind is dict:
        for item in value.values():
            _gather_records(item, found)
    elif kind is NumberName:
        found.append(value)
    elif issubclass(kind, Record):
        found.append(value)
        for field in value.read_fields():
            _gather_records(field, found)


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
