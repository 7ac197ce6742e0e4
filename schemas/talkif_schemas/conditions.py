"""Conditions: CEL, type-checked against the names of a flow, evaluated on plain JSON values. https://cel.dev

Every namespace is a protobuf message that is made from the flow's own declarations, in a descriptor pool that lives as
long as the environment. Scalars are wrapper types: an unset value reads as null, `has(vars.x)` works, and using null as
a number or text fails at evaluation instead of passing for 0 or "".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cel_expr_python import cel
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, struct_pb2, wrappers_pb2
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from .names import NAMESPACES
from .types import TEXT_TYPES, InputSpec, TypeSpec

MAX_SOURCE_CHARS = 2_000
_MAX_REWRITES = 20
_FIELD = descriptor_pb2.FieldDescriptorProto
_PACKAGE = "talkif"
_WRAPPERS = {
    "number": ".google.protobuf.DoubleValue",
    "integer": ".google.protobuf.Int64Value",
    "boolean": ".google.protobuf.BoolValue",
}
_REPEATED = {"number": _FIELD.TYPE_DOUBLE, "integer": _FIELD.TYPE_INT64, "boolean": _FIELD.TYPE_BOOL}
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")


@dataclass(frozen=True, slots=True)
class ConditionProblem:
    """One mistake. `kind` is `syntax`, `type` or `undefined`; `offset` counts characters of the source."""

    kind: str
    message: str
    offset: int
    name: str | None = None
    """The name that is not declared, for `undefined`."""
    owner: str | None = None
    """The object type that lacks it; None for a name at the top."""


class ConditionSyntaxError(Exception):
    """A condition does not compile. `problems` is never empty."""

    def __init__(self, source: str, problems: tuple[ConditionProblem, ...]) -> None:
        super().__init__(f"{source!r}: {problems[0].message}")
        self.problems = problems


class ConditionFailed(Exception):
    """A condition could not be evaluated: a value is missing or has another type than declared."""


class Condition:
    """A compiled condition. Safe to share between calls."""

    def __init__(self, source: str, expression: Any, roots: Mapping[str, type[Message]]) -> None:
        self.source = source
        self.result_type = expression.return_type().name()
        self._expression = expression
        self._roots = {name: message for name, message in roots.items() if re.search(rf"\b{name}\b", source)}

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Plain JSON. Raises ConditionFailed."""
        data = {}
        for name, message in self._roots.items():
            try:
                data[name] = _bind(message, values.get(name))
            except json_format.ParseError as error:
                raise ConditionFailed(f"{name}: {error}") from None
        result = self._expression.eval(data=data)
        if result.type() == cel.Type.ERROR:
            raise ConditionFailed(_plain_words(str(result.value())))
        return _plain(result.plain_value())


class ConditionEnv:
    """The names that conditions of one flow may use."""

    def __init__(
        self, inputs: Mapping[str, InputSpec], variables: Mapping[str, TypeSpec], extra: Mapping[str, TypeSpec]
    ) -> None:
        names: dict[str, TypeSpec] = {
            "inputs": TypeSpec(type="object", properties=dict(inputs)),
            "vars": TypeSpec(type="object", properties=dict(variables)),
            **NAMESPACES,
        }
        pool = descriptor_pool.DescriptorPool()
        for module in (wrappers_pb2, struct_pb2):
            pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
        builder = _Messages()
        for name, spec in names.items():
            builder.add(_type_name(name), spec.properties)
        # A bare value such as `value` in a slot's check is the only field of a message of its own.
        for name, spec in extra.items():
            builder.add(_type_name(name), {"value": spec})
        pool.AddSerializedFile(builder.file.SerializeToString())
        self._roots: dict[str, type[Message]] = {
            name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{_type_name(name)}"))
            for name in (*names, *extra)
        }
        self._extra = frozenset(extra)
        self._env = cel.NewEnv(
            pool, variables={name: cel.Type(f"{_PACKAGE}.{_type_name(name)}") for name in self._roots}
        )

    def compile(self, source: str) -> Condition:
        """Raises ConditionSyntaxError. Whole numbers are taken as `number` where that is what they meet."""
        if len(source) > MAX_SOURCE_CHARS:
            problem = ConditionProblem("syntax", f"longer than {MAX_SOURCE_CHARS} characters", 0)
            raise ConditionSyntaxError(source, (problem,))
        text = source
        for name in self._extra:
            text = re.sub(rf"(?<![\w.]){name}\b", f"{name}.value", text)
        insertions: list[int] = []
        for _ in range(_MAX_REWRITES):
            try:
                return Condition(source, self._env.compile(text), self._roots)
            except RuntimeError as error:
                problems = _problems(text, str(error))
            spot = _whole_number_to_widen(text, problems)
            if spot is None:
                break
            text = f"{text[:spot]}.0{text[spot:]}"
            insertions.append(spot)
        raise ConditionSyntaxError(source, tuple(_moved_back(problem, insertions) for problem in problems))


class _Messages:
    """One protobuf message for each object type."""

    def __init__(self) -> None:
        self.file = descriptor_pb2.FileDescriptorProto(
            name="talkif/flow.proto",
            package=_PACKAGE,
            syntax="proto3",
            dependency=["google/protobuf/wrappers.proto", "google/protobuf/struct.proto"],
        )

    def add(self, name: str, fields: Mapping[str, TypeSpec]) -> None:
        message = self.file.message_type.add(name=name)
        for number, (field_name, spec) in enumerate(fields.items(), start=1):
            field = message.field.add(name=field_name, number=number, json_name=field_name, label=_FIELD.LABEL_OPTIONAL)
            self._set_type(field, spec, f"{name}_{field_name}")

    def _set_type(self, field: Any, spec: TypeSpec, name: str) -> None:
        if spec.type == "list" and spec.items is not None and spec.items.type not in ("list", "any"):
            field.label = _FIELD.LABEL_REPEATED
            if spec.items.type in TEXT_TYPES:
                field.type = _FIELD.TYPE_STRING
                return
            if spec.items.type in _REPEATED:
                field.type = _REPEATED[spec.items.type]
                return
            spec = spec.items
        field.type = _FIELD.TYPE_MESSAGE
        if spec.type in TEXT_TYPES:
            field.type_name = ".google.protobuf.StringValue"
        elif spec.type in _WRAPPERS:
            field.type_name = _WRAPPERS[spec.type]
        elif spec.type == "object" and spec.properties:
            self.add(name, spec.properties)
            field.type_name = f".{_PACKAGE}.{name}"
        elif spec.type == "object":
            field.type_name = ".google.protobuf.Struct"
        elif spec.type == "list":
            field.type_name = ".google.protobuf.ListValue"
        else:
            field.type_name = ".google.protobuf.Value"


def _type_name(root: str) -> str:
    return f"T_{root}"


def _bind(message: type[Message], value: Any) -> Message:
    if not isinstance(value, Mapping):
        value = {"value": value}
    known = {name: item for name, item in value.items() if item is not None}
    return json_format.ParseDict(known, message(), ignore_unknown_fields=True)


def _plain(value: Any) -> Any:
    """Results as JSON. A message is an object of the flow, so it is taken apart field by field."""
    if isinstance(value, Message):
        if value.DESCRIPTOR.full_name == "google.protobuf.Value":
            return json_format.MessageToDict(value)
        if value.DESCRIPTOR.full_name.startswith("google.protobuf.") and hasattr(value, "value"):
            return value.value
        if value.DESCRIPTOR.full_name.startswith("google.protobuf."):
            return json_format.MessageToDict(value)
        return {field.name: _field_value(field, item) for field, item in value.ListFields()}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _field_value(field: FieldDescriptor, value: Any) -> Any:
    return [_plain(item) for item in value] if field.is_repeated else _plain(value)


# ---------------------------------------------------------------- errors


def _problems(text: str, report: str) -> tuple[ConditionProblem, ...]:
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(len(lines))]
    problems = []
    for line, column, message in _ERROR.findall(report):
        row = min(int(line), len(lines)) - 1
        offset = min(starts[row] + int(column) - 1, len(text))
        problems.append(_problem(message.removesuffix(" [INVALID_ARGUMENT]"), offset))
    return tuple(problems) or (ConditionProblem("syntax", _plain_words(report), 0),)


def _problem(message: str, offset: int) -> ConditionProblem:
    undeclared = re.match(r"undeclared reference to '([^']*)'", message)
    if undeclared is not None:
        name = undeclared[1]
        return ConditionProblem("undefined", f"there is no `{name}`", offset, name)
    field = re.match(r"undefined field '([^']*)' not found in struct '([^']*)'", message)
    if field is not None:
        owner = field[2].removeprefix(f"{_PACKAGE}.T_").replace("_", ".", 1)
        return ConditionProblem("undefined", f"`{owner}` has no `{field[1]}`", offset, field[1], owner)
    if message.startswith("Syntax error"):
        return ConditionProblem("syntax", _plain_words(message.removeprefix("Syntax error: ")), offset)
    overload = re.match(r"found no matching overload for '([^']*)' applied to '(.*)'", message)
    if overload is not None:
        operator = overload[1].replace("_", "")
        return ConditionProblem("type", f"`{operator}` cannot take {_plain_words(overload[2])}", offset)
    return ConditionProblem("type", _plain_words(message), offset)


def _plain_words(text: str) -> str:
    """CEL's names of types in the words of the flow language."""
    text = re.sub(r"wrapper\((\w+)\)", r"\1", text)
    text = re.sub(r"'?talkif\.T_\w+'?", "object", text)
    text = re.sub(r"google\.protobuf\.(Struct|Value)", "object", text)
    for theirs, ours in (("double", "number"), ("int", "integer"), ("bool", "boolean"), ("null_type", "null")):
        text = re.sub(rf"\b{theirs}\b", ours, text)
    return text.removeprefix("UNKNOWN: ")


def _whole_number_to_widen(text: str, problems: tuple[ConditionProblem, ...]) -> int | None:
    """End of a whole-number literal beside an operator that mixes integer and number, or None."""
    for problem in problems:
        if problem.kind != "type" or (
            "(integer, number)" not in problem.message and "(number, integer)" not in (problem.message)
        ):
            continue
        operator = re.compile(r"[<>=!]=|[<>+\-*/%]").match(text, problem.offset)
        if operator is None:
            continue
        after = re.compile(r"\s*-?\s*(\d+)(?![\w.])").match(text, operator.end())
        if after is not None:
            return after.end()
        before = re.search(r"(?<![\w.])\d+(?=\s*$)", text[: problem.offset])
        if before is not None:
            return before.end()
    return None


def _moved_back(problem: ConditionProblem, insertions: list[int]) -> ConditionProblem:
    """The same problem at its place in the source as written."""
    offset = problem.offset
    for spot in reversed(insertions):
        if offset > spot:
            offset = max(spot, offset - 2)
    return ConditionProblem(problem.kind, problem.message, offset, problem.name, problem.owner)
