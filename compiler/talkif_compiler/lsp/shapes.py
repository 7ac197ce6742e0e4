"""What may stand in a place of a file, from the records that read it: keys with their descriptions, lists, leaves."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from msgspec import Struct

from ..fields.leaves import Condition, Data, Expression, Leaf, PhoneNumber, Prompt, Speech
from ..fields.record import Record, once_per_record
from ..fields.record import fields_of as record_fields
from ..fields.request import HeaderFields, RequestFields
from ..fields.tools import HttpToolFields, McpToolFields, ToolFields, ToolUse
from ..files.json_schema import FILES, field_docs
from ..nodes import NODE_TYPES
from ..nodes.fields import NodeFields
from ..repository.recognition import FileKind, file_kind, kind_by_place
from ..syntax.document import Mapping, Scalar

Content: TypeAlias = Literal["template", "formula", "phone", "header", "body"]
"""What a leaf holds, when it is more than a word."""

NODE_BY_TYPE: dict[str, type[NodeFields]] = {node.TYPE: node for node in NODE_TYPES}


class Shape(Struct, frozen=True):
    records: tuple[type[Record], ...] = ()
    """Mappings with known keys; a key tells which of them it is."""
    items: Shape | None = None
    """Of a list. One of them may stand for the list."""
    entries: Shape | None = None
    """Of a mapping with free keys."""
    leaf: Leaf[Any] | None = None

    @property
    def content(self) -> Content | None:
        return _CONTENT.get(id(self.leaf))

    def record_for(self, value: Mapping) -> type[Record] | None:
        """The record that reads a mapping."""
        if NodeFields in self.records:
            return NODE_BY_TYPE.get(_text(value, "type"), NodeFields)
        if ToolFields in self.records:
            if ToolUse in self.records and "use" in value.entries:
                return ToolUse
            return McpToolFields if "mcp" in value.entries else HttpToolFields
        return self.records[0] if self.records else None

    def of(self, key: str) -> Shape:
        """What an entry of the mapping under a key may be; of a record that stands alone."""
        return (fields_of(self.records[0])[key].shape.entries if self.records else None) or Shape()

    def words(self) -> tuple[str, ...]:
        """Of a leaf that takes one of a few words."""
        return _words(self.leaf) if self.leaf is not None else ()


class Field(Struct, frozen=True):
    key: str
    name: str
    """In Python."""
    shape: Shape
    doc: str
    required: bool


@once_per_record
def fields_of(record: type[Record]) -> dict[str, Field]:
    """By key."""
    docs = field_docs(record)
    fields = {
        field.key: Field(field.key, field.name, _shape(field.annotation), docs.get(field.name, ""), field.is_required)
        for field in record_fields(record)
    }
    if "type" in fields and issubclass(record, NodeFields):
        fields["type"] = Field("type", "type", Shape(), "Kind of node.", True)
    return fields


def edited_kind(path: str, text: str) -> FileKind | None:
    """What a file is that may have only been begun: a key of `json_schema.FILES`; None for one of another kind."""
    kind = file_kind(path, text) or kind_by_place(path)
    return kind if kind in FILES else None


def root_shape(kind: str) -> Shape:
    return Shape(records=(FILES[kind][0],))


def type_doc(node: type[NodeFields]) -> str:
    """What nodes of a type do, in a line."""
    doc = (sys.modules[node.__module__].__doc__ or "").strip().partition("\n\n")[0]
    said = " ".join(doc.partition(": ")[2].split())
    return said[:1].upper() + said[1:]


def _shape(annotation: Any, marks: Iterable[object] = ()) -> Shape:
    leaf = next((mark for mark in reversed(list(marks)) if isinstance(mark, Leaf)), None)
    if leaf is not None:
        return Shape(leaf=leaf)
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _shape(inner, more)
    if origin in (Union, UnionType):
        choices = [choice for choice in get_args(annotation) if choice is not NoneType]
        if len(choices) == 1:
            return _shape(choices[0])
        return Shape(records=tuple(choice for choice in choices if _is_record(choice)))
    if origin is tuple:
        return Shape(items=_shape(get_args(annotation)[0]))
    if origin is dict:
        return Shape(entries=_shape(get_args(annotation)[1]))
    return Shape(records=(annotation,)) if _is_record(annotation) else Shape()


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Record)


@cache
def _words(leaf: Leaf[Any]) -> tuple[str, ...]:
    if leaf.schema.get("type") == "boolean":
        return ("true", "false")
    return tuple(leaf.schema.get("enum", ()))


def _text(value: Mapping, key: str) -> str:
    entry = value.entries.get(key)
    return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""


def _leaf_in(annotation: Any) -> int:
    return id(next(mark for mark in get_args(annotation)[1:] if isinstance(mark, Leaf)))


#: Leaves are one object each, so they are known by identity.
_CONTENT: dict[int, Content] = {
    _leaf_in(Speech): "template",
    _leaf_in(Prompt): "template",
    _leaf_in(Data): "template",
    _leaf_in(Condition): "formula",
    _leaf_in(Expression): "formula",
    _leaf_in(PhoneNumber): "phone",
    _leaf_in(get_args(get_args(HeaderFields)[0])[1]): "header",
    _leaf_in(next(field.annotation for field in record_fields(RequestFields) if field.key == "body")): "body",
}
