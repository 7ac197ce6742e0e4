"""Declared types as protobuf messages, in a descriptor pool that lives as long as the environment.

Scalars are wrapper messages, so that an unset value reads as null and `has(vars.x)` works; using null as a number or as
text then fails at evaluation instead of passing for 0 or "".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from google.protobuf import descriptor_pb2, descriptor_pool, struct_pb2, wrappers_pb2
from msgspec import Struct

from talkif_schemas.types import TEXT_TYPES, TypeSpec, is_open

PACKAGE = "talkif"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIELD = descriptor_pb2.FieldDescriptorProto
_WRAPPERS = {
    "number": "google.protobuf.DoubleValue",
    "integer": "google.protobuf.Int64Value",
    "boolean": "google.protobuf.BoolValue",
}
_REPEATED = {"number": _FIELD.TYPE_DOUBLE, "integer": _FIELD.TYPE_INT64, "boolean": _FIELD.TYPE_BOOL}


class ObjectType(Struct, frozen=True):
    """A message of ours and what it stands for."""

    message: str
    path: tuple[str, ...]
    spec: TypeSpec


class Descriptors:
    """Messages for the object types among some names."""

    def __init__(self, names: Mapping[str, TypeSpec]) -> None:
        self.objects: dict[str, ObjectType] = {}
        """By full message name."""
        self.pool = descriptor_pool.DescriptorPool()
        self._file = descriptor_pb2.FileDescriptorProto(
            name="talkif/flow.proto",
            package=PACKAGE,
            syntax="proto3",
            dependency=["google/protobuf/wrappers.proto", "google/protobuf/struct.proto"],
        )
        for name, spec in names.items():
            while spec.type == "list" and spec.items is not None:
                spec = spec.items
            if is_closed(spec):
                self._add(spec, (name,))
        for module in (wrappers_pb2, struct_pb2):
            self.pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
        self.pool.AddSerializedFile(self._file.SerializeToString())

    def message_of(self, spec: TypeSpec, path: tuple[str, ...]) -> str:
        """Full name of the message that holds a value which is no list."""
        if spec.type in TEXT_TYPES:
            return "google.protobuf.StringValue"
        if spec.type == "object":
            return _message_name(path) if is_closed(spec) else "google.protobuf.Struct"
        return _WRAPPERS.get(spec.type, "google.protobuf.Value")

    def _add(self, spec: TypeSpec, path: tuple[str, ...]) -> None:
        name = _message_name(path)
        self.objects[name] = ObjectType(name, path, spec)
        message = self._file.message_type.add(name=name.removeprefix(f"{PACKAGE}."))
        # Otherwise protobuf refuses `first_name` beside `firstName`, for the sake of a JSON form that is not used here.
        message.options.deprecated_legacy_json_field_conflicts = True
        for number, (field_name, field_spec) in enumerate(spec.properties.items(), start=1):
            # Numbers 19,000 to 19,999 are reserved by protobuf.
            number += 1_000 * (number >= 19_000)
            field = message.field.add(name=field_name, json_name=field_name, number=number)
            self._set_type(field, field_spec, (*path, field_name))

    def _set_type(self, field: descriptor_pb2.FieldDescriptorProto, spec: TypeSpec, path: tuple[str, ...]) -> None:
        field.label = _FIELD.LABEL_OPTIONAL
        if spec.type == "list":
            field.label = _FIELD.LABEL_REPEATED
            spec = spec.items if spec.items is not None and spec.items.type != "list" else TypeSpec(type="any")
            if spec.type in TEXT_TYPES:
                field.type = _FIELD.TYPE_STRING
                return
            if spec.type in _REPEATED:
                field.type = _REPEATED[spec.type]
                return
        field.type = _FIELD.TYPE_MESSAGE
        field.type_name = f".{self.message_of(spec, path)}"
        if is_closed(spec):
            self._add(spec, path)


def is_closed(spec: TypeSpec) -> bool:
    """Whether an object has fixed fields that CEL can name. Others are maps, and their fields are not checked."""
    return spec.type == "object" and not is_open(spec) and all(map(_NAME.fullmatch, spec.properties))


def _message_name(path: tuple[str, ...]) -> str:
    """Unique, because the length of each part is in it."""
    return f"{PACKAGE}.T" + "".join(f"_{len(part)}{part}" for part in path)
