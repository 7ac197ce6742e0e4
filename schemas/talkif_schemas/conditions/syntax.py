"""The syntax tree of a source that CEL has checked, with what CEL knows of types, for those who reason about it.

CEL gives it as a serialised cel.expr.CheckedExpr, of which there is no package; the fields that are read are declared
here. https://github.com/google/cel-spec/blob/master/proto/cel/expr/checked.proto and syntax.proto, of 2025-06.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError
from msgspec import Struct

_Field = descriptor_pb2.FieldDescriptorProto
_FILE = "talkif_cel_syntax.proto"
_TYPES = {
    "int64": _Field.TYPE_INT64, "uint64": _Field.TYPE_UINT64, "int32": _Field.TYPE_INT32,
    "double": _Field.TYPE_DOUBLE, "bool": _Field.TYPE_BOOL, "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
}  # fmt: skip
#: Message -> fields: (name, number, type); `*` marks a repeated one.
_MESSAGES: Mapping[str, tuple[tuple[str, int, str], ...]] = {
    "CheckedExpr": (("references", 2, "*ReferenceEntry"), ("types", 3, "*TypeEntry"), ("expr", 4, "Expr")),
    "ReferenceEntry": (("key", 1, "int64"), ("value", 2, "Reference")),
    "Reference": (("name", 1, "string"), ("overloads", 3, "*string")),
    "TypeEntry": (("key", 1, "int64"), ("value", 2, "Type")),
    "Type": (("message", 9, "string"),),
    "Expr": (
        *(("id", 2, "int64"), ("const", 3, "Constant"), ("ident", 4, "Ident"), ("select", 5, "Select")),
        *(("call", 6, "CallOf"), ("list", 7, "Items"), ("struct", 8, "Struct"), ("loop", 9, "Comprehension")),
    ),
    "Constant": (
        *(("null", 1, "int32"), ("bool", 2, "bool"), ("int", 3, "int64"), ("uint", 4, "uint64")),
        *(("double", 5, "double"), ("string", 6, "string"), ("bytes", 7, "bytes")),
    ),
    "Ident": (("name", 1, "string"),),
    "Select": (("operand", 1, "Expr"), ("field", 2, "string"), ("test", 3, "bool")),
    "CallOf": (("target", 1, "Expr"), ("function", 2, "string"), ("args", 3, "*Expr")),
    "Items": (("elements", 1, "*Expr"),),
    "Struct": (("entries", 2, "*Entry"),),
    "Entry": (("key", 3, "Expr"), ("value", 4, "Expr")),
    "Comprehension": (
        *(("range", 2, "Expr"), ("start", 4, "Expr"), ("condition", 5, "Expr"), ("step", 6, "Expr")),
        ("result", 7, "Expr"),
    ),
}


class Constant(Struct, frozen=True):
    value: str | int | float | bool | bytes | None


class Name(Struct, frozen=True):
    """The first word of a path, or the variable of a loop."""

    name: str


class Member(Struct, frozen=True):
    """`operand.field`, and inside `has()` the question for it."""

    operand: Syntax
    field: str
    is_test: bool
    is_declared: bool
    """Of an object with declared fields, all of which may be read."""


class Call(Struct, frozen=True):
    function: str
    """As CEL names it: `_&&_`, `_[_]`, `_?_:_`, `int`."""
    args: tuple[Syntax, ...]
    """What a method is called on comes first."""
    overloads: tuple[str, ...]
    """Those that may be meant, such as `string_to_int64`. More than one where a type is not known before the call."""


class Items(Struct, frozen=True):
    items: tuple[Syntax, ...]


class Entries(Struct, frozen=True):
    entries: tuple[tuple[Syntax, Syntax], ...]


class Loop(Struct, frozen=True):
    """`exists()`, `map()` and the like."""

    range: Syntax
    parts: tuple[Syntax, ...]
    """What is evaluated in each round, and at the end."""


Syntax: TypeAlias = Constant | Name | Member | Call | Items | Entries | Loop


def syntax_of(serialized: bytes) -> Syntax | None:
    """`serialized`: a checked expression, as CEL gives it. None for what protobuf takes for nested too deeply."""
    outer = any_pb2.Any.FromString(serialized)
    try:
        checked = _checked_class().FromString(outer.value)
    except DecodeError:
        return None
    references = {entry.key: tuple(entry.value.overloads) for entry in checked.references}
    messages = {entry.key for entry in checked.types if entry.value.message}
    return _Reader(references, messages).read(checked.expr)


class _Reader:
    def __init__(self, references: Mapping[int, tuple[str, ...]], messages: set[int]) -> None:
        self._references = references
        self._messages = messages

    def read(self, expr: Any) -> Syntax:
        kind = next((field.name for field, _ in expr.ListFields() if field.name != "id"), "")
        node = getattr(expr, kind)
        match kind:
            case "const":
                name = next((field.name for field, _ in node.ListFields()), "null")
                return Constant(None if name == "null" else getattr(node, name))
            case "ident":
                return Name(node.name)
            case "select":
                return Member(self.read(node.operand), node.field, node.test, node.operand.id in self._messages)
            case "call":
                first = (node.target,) if node.HasField("target") else ()
                args = tuple(self.read(arg) for arg in (*first, *node.args))
                return Call(node.function, args, self._references.get(expr.id, ()))
            case "list":
                return Items(tuple(map(self.read, node.elements)))
            case "struct":
                return Entries(tuple((self.read(entry.key), self.read(entry.value)) for entry in node.entries))
        parts = (node.start, node.condition, node.step, node.result)
        return Loop(self.read(node.range), tuple(map(self.read, parts)))


@cache
def _checked_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name=_FILE, package="talkif", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            added = message.field.add(name=field, number=number)
            added.label = _Field.LABEL_REPEATED if kind[0] == "*" else _Field.LABEL_OPTIONAL
            bare = kind.lstrip("*")
            added.type = _TYPES.get(bare, _Field.TYPE_MESSAGE)
            if bare not in _TYPES:
                added.type_name = f".talkif.{bare}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("talkif.CheckedExpr"))
