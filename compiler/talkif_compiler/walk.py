"""Every template and every CEL formula inside a record, in the order of writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .edges import EdgeFields
from .leaves import Formula, Text
from .record import Record


def leaves(value: Any) -> Iterator[Text | Formula]:
    """Edges inside the value are left out: they are read at another moment than the node around them."""
    if isinstance(value, Text | Formula):
        yield value
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            field = getattr(value, name)
            if field is not None:
                yield from leaves(field)
    elif isinstance(value, tuple | list):
        for item in value:
            if not isinstance(item, EdgeFields):
                yield from leaves(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
