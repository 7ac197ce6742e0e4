"""JSON values into the messages that conditions read, and results back into JSON. Values have to be of their type."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from talkif_schemas.types import TEXT_TYPES, TypeSpec

from .descriptors import Descriptors, is_closed
from .errors import ConditionFailed

_MAX_MEMBERS = 10_000
_INT64_MAX = 2**63 - 1

#: (value, its path) -> what the constructor of the message around it takes.
_Convert: TypeAlias = Callable[[Any, str], Any]


class Binder:
    """Makes what CEL takes for one variable."""

    def __init__(self, name: str, spec: TypeSpec, descriptors: Descriptors) -> None:
        self._name = name
        self._pool = descriptors
        self._fields: dict[str, _Convert] = {}
        self._message: type[Message] | None = None
        if is_closed(spec):
            self._message = self._class(descriptors.message_of(spec, (name,)))
            self._fields = self._fields_of(spec, (name,))
        self._convert = self._variable(spec)

    def bind(self, value: Any, only: frozenset[str] | None) -> Any:
        """`only`: the fields of an object that are read; None for all. Raises ConditionFailed."""
        try:
            if self._message is not None:
                return self._message(**_object(value, self._fields, self._name, only))
            if value is None:
                raise ConditionFailed(f"`{self._name}` has no value")
            return self._convert(value, self._name)
        except RecursionError:
            raise ConditionFailed(f"`{self._name}` is nested too deeply") from None

    def _class(self, message: str) -> type[Message]:
        return message_factory.GetMessageClass(self._pool.pool.FindMessageTypeByName(message))

    def _fields_of(self, spec: TypeSpec, path: tuple[str, ...]) -> dict[str, _Convert]:
        return {name: self._field(field, (*path, name)) for name, field in spec.properties.items()}

    def _field(self, spec: TypeSpec, path: tuple[str, ...]) -> _Convert:
        if spec.type == "list":
            items = spec.items if spec.items is not None and spec.items.type != "list" else TypeSpec(type="any")
            return _list_of(_SCALARS.get(items.type) or self._field(items, path))
        scalar = _SCALARS.get(spec.type)
        if scalar is not None:
            return lambda value, where: {"value": scalar(value, where)}
        if is_closed(spec):
            fields = self._fields_of(spec, path)
            return lambda value, where: _object(value, fields, where, None)
        return self._open("Struct" if spec.type == "object" else "Value")

    def _open(self, message: str) -> _Convert:
        make = self._class(f"google.protobuf.{message}")

        def convert(value: Any, where: str) -> Message:
            target = make()
            if message == "Struct":
                _fill_struct(target, _mapping(value, where), where)
            else:
                _fill(target, value, where)
            return target

        return convert

    def _variable(self, spec: TypeSpec) -> _Convert:
        """For a name that is no object: CEL takes wrappers as messages, lists as they are."""
        if spec.type == "list":
            items = spec.items or TypeSpec(type="any")
            if is_closed(items):
                make, fields = (
                    self._class(self._pool.message_of(items, (self._name,))),
                    self._fields_of(items, (self._name,)),
                )
                return _list_of(lambda value, where: make(**_object(value, fields, where, None)))
            return _list_of(_SCALARS.get(items.type) or self._open("Value"))
        wrapper = self._class(self._pool.message_of(spec, (self._name,)))
        scalar = _SCALARS.get(spec.type)
        return (
            self._field(spec, (self._name,))
            if scalar is None
            else lambda value, where: wrapper(value=scalar(value, where))
        )


def plain(value: Any) -> Any:
    """A result of CEL as JSON. Raises ConditionFailed for what JSON does not have."""
    if isinstance(value, Message):
        return _message_as_json(value)
    if isinstance(value, dict):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, float) and not math.isfinite(value):
        raise ConditionFailed("the result is not a finite number")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise ConditionFailed(f"the result is a {type(value).__name__}, which is no value of a flow")


# ---------------------------------------------------------------- values in


def _wrong(where: str, wanted: str) -> ConditionFailed:
    return ConditionFailed(f"`{where}` is not {wanted}")


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(where, "text")
    return value


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(where, "a number")
    try:
        return float(value)
    except OverflowError:
        raise _wrong(where, "a number of ordinary size") from None


def _integer(value: Any, where: str) -> int:
    number = _number(value, where)
    if not number.is_integer() or abs(value) > _INT64_MAX:
        raise _wrong(where, "a whole number")
    return int(value)


def _boolean(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(where, "true or false")
    return value


_SCALARS: dict[str, _Convert] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    **dict.fromkeys(TEXT_TYPES, _text),
}


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(where, "an object")
    return value


def _object(value: Any, fields: Mapping[str, _Convert], where: str, only: frozenset[str] | None) -> dict[str, Any]:
    """Members that are null stay unset. Members that are not declared are left out."""
    members = _mapping({} if value is None else value, where)
    names = fields.keys() if only is None else only & fields.keys()
    return {name: fields[name](members[name], f"{where}.{name}") for name in names if members.get(name) is not None}


def _list_of(convert: _Convert) -> _Convert:
    def each(value: Any, where: str) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise _wrong(where, "a list")
        if len(value) > _MAX_MEMBERS:
            raise ConditionFailed(f"`{where}` has more than {_MAX_MEMBERS:,} members")
        return [convert(item, f"{where}[{index}]") for index, item in enumerate(value)]

    return each


def _fill(target: Any, value: Any, where: str) -> None:
    """Any JSON value into a google.protobuf.Value."""
    if value is None:
        target.null_value = 0
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, int | float):
        target.number_value = _number(value, where)
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, list | tuple):
        target.list_value.SetInParent()
        for item in value:
            _fill(target.list_value.values.add(), item, where)
    else:
        target.struct_value.SetInParent()
        _fill_struct(target.struct_value, _mapping(value, where), where)


def _fill_struct(target: Any, value: Mapping[str, Any], where: str) -> None:
    for key, item in value.items():
        _fill(target.fields[key], item, where)


# ---------------------------------------------------------------- values out


def _message_as_json(message: Any) -> Any:
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Struct":
        return {key: _message_as_json(item) for key, item in message.fields.items()}
    if name == "google.protobuf.ListValue":
        return [_message_as_json(item) for item in message.values]
    if name == "google.protobuf.Value":
        kind = message.WhichOneof("kind")
        return None if kind in (None, "null_value") else plain(getattr(message, kind))
    if name.startswith("google.protobuf."):
        return plain(message.value)
    return {field.name: _field_as_json(field, item) for field, item in message.ListFields()}


def _field_as_json(field: FieldDescriptor, value: Any) -> Any:
    return [plain(item) for item in value] if field.is_repeated else plain(value)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise ConditionFailed("the keys of an object are text")
    return key
