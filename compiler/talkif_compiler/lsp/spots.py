"""Every scalar of a document with what it stands for, by the types of the records, whether or not they can be read.

So a name is known for what it is while the rest of its mapping is still missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct, field

from ..fields.record import Record
from ..syntax.document import Mapping, Scalar, Sequence, Value
from .shapes import Content, Shape, fields_of

Role: TypeAlias = Literal["field", "key", "value"]
"""A key of a record; a free key of a mapping; anything else."""


class Spot(Struct, frozen=True):
    scalar: Scalar
    role: Role
    record: type[Record] | None
    """The record that it belongs to; None at the top."""
    field: str
    """Key of the record that it stands under; for a role `field`, the scalar itself."""
    owner: Mapping | None
    """The mapping of the record."""
    path: tuple[str, ...]
    """Keys and indices that lead to the scalar."""
    shape: Shape
    """What may stand here, or what the key leads to."""
    content: Content | None = None
    """Of a value: what it holds."""
    is_file: bool = False
    """The value is the path of a file that holds the content."""

    def sibling(self, key: str) -> str:
        """The text that the record has under another key; empty without one."""
        entry = self.owner.entries.get(key) if self.owner is not None else None
        return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""


def spots(document: Value, shape: Shape) -> list[Spot]:
    """In the order of writing. What has no meaning here is left out."""
    walk = _Walk()
    walk.value(document, shape, _Place())
    return walk.found


class _Place(Struct, frozen=True):
    record: type[Record] | None = None
    field: str = ""
    owner: Mapping | None = None
    path: tuple[str, ...] = ()

    def under(self, step: str) -> _Place:
        return _Place(self.record, self.field, self.owner, (*self.path, step))


class _Walk(Struct):
    found: list[Spot] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    """An alias is the value of its anchor, and means what the anchor means."""

    def value(self, value: Value, shape: Shape, place: _Place) -> None:
        if shape.items is not None and not isinstance(value, Sequence):
            shape = shape.items
        if id(value) in self.seen:
            return
        self.seen.add(id(value))
        if isinstance(value, Sequence) and shape.items is not None:
            for index, item in enumerate(value.items):
                self.value(item, shape.items, place.under(str(index)))
        elif shape.content is not None:
            for scalar, content, is_file, path in _contents(value, shape.content):
                whole = (*place.path, *path)
                role: Role = "field" if content is None else "value"
                self.found.append(
                    Spot(scalar, role, place.record, place.field, place.owner, whole, shape, content, is_file)
                )
        elif isinstance(value, Scalar):
            self.found.append(Spot(value, "value", place.record, place.field, place.owner, place.path, shape))
        elif isinstance(value, Mapping) and shape.entries is not None:
            for key, entry in value.entries.items():
                below = place.under(key)
                self.found.append(
                    Spot(entry.key, "key", place.record, place.field, place.owner, below.path, shape.entries)
                )
                self.value(entry.value, shape.entries, below)
        elif isinstance(value, Mapping) and (record := shape.record_for(value)) is not None:
            self.record(value, record, place)

    def record(self, value: Mapping, record: type[Record], place: _Place) -> None:
        fields = fields_of(record)
        for key, entry in value.entries.items():
            known = fields.get(key)
            inner = known.shape if known is not None else Shape()
            path = (*place.path, key)
            self.found.append(Spot(entry.key, "field", record, key, value, path, inner))
            if known is not None:
                self.value(entry.value, inner, _Place(record, key, value, path))


_Content = tuple[Scalar, Content | None, bool, tuple[str, ...]]


def _contents(value: Value, content: Content) -> Iterator[_Content]:
    """(scalar, what it holds, whether that is in a file, steps to it). The key of `{file: …}` holds nothing."""
    if content == "body":
        yield from _of_body(value, ())
    elif isinstance(value, Scalar):
        yield value, "formula" if content == "formula" else "template", False, ()
    elif isinstance(value, Mapping) and content != "formula":
        key = {"template": "file", "phone": "number", "header": "secret"}[content]
        for name, entry in value.entries.items():
            if isinstance(entry.value, Scalar) and name == key:
                yield entry.value, content, content == "template", (name,)
            yield entry.key, None, False, (name,)


def _of_body(value: Value, path: tuple[str, ...]) -> Iterator[_Content]:
    if isinstance(value, Scalar):
        yield value, "template", False, path
    elif isinstance(value, Mapping):
        for key, entry in value.entries.items():
            yield from _of_body(entry.value, (*path, key))
    else:
        for index, item in enumerate(value.items):
            yield from _of_body(item, (*path, str(index)))
