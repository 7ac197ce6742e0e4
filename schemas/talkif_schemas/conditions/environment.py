"""The names of one flow as a CEL environment, and its compiled conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cel_expr_python import cel

from talkif_schemas.names import NAMESPACES
from talkif_schemas.types import TEXT_TYPES, InputSpec, Namespace, TypeSpec

from .binding import Binder, plain
from .descriptors import Descriptors, ObjectType, is_closed
from .errors import ConditionFailed, ConditionProblem, ConditionSyntaxError
from .operators import operators, standard_without_operators
from .reports import failure, problems
from .syntax import Syntax, syntax_of
from .tokens import PathUse, Token, paths, rewrite_null_tests, tokenize

MAX_SOURCE_CHARS = 2_000
"""Beyond that a condition belongs into several nodes. CEL itself stops at 32 levels and 10,000 rounds of loops."""

#: Literals whose value is of no interest to a check of types: any other of the same kind would pass as well.
_PLAIN_LITERAL = re.compile(
    r"""(?P<float>[0-9]{1,15}\.[0-9]{1,15})|(?P<int>[0-9]{1,15})
      |(?P<text>'[^'\\\x00-\x1f\ud800-\udfff]*'|"[^"\\\x00-\x1f\ud800-\udfff]*")""",
    re.VERBOSE,
)
_STAND_INS = {"float": "0.0", "int": "0", "text": "''"}
_ANY = TypeSpec(type="any")
_SCALARS = {
    "BOOL": TypeSpec(type="boolean"),
    "DOUBLE": TypeSpec(type="number"),
    "INT": TypeSpec(type="integer"),
    "UINT": TypeSpec(type="integer"),
    "STRING": TypeSpec(type="string"),
}
_LIST_TYPES = {"number": cel.Type.DOUBLE, "integer": cel.Type.INT, "boolean": cel.Type.BOOL}


class Condition:
    """A compiled condition or assignment. Safe to share between calls."""

    def __init__(
        self,
        source: str,
        type_: TypeSpec,
        expression: cel.Expression,
        reads: Mapping[str, tuple[Binder, frozenset[str] | None]],
    ) -> None:
        self.source = source
        self.type = type_
        """What it gives; `any` where that depends on values."""
        self._expression = expression
        self._reads = tuple((name, binder, only) for name, (binder, only) in reads.items())

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """`values`: name -> JSON. Returns JSON. Raises ConditionFailed."""
        data = {name: binder.bind(values.get(name), only) for name, binder, only in self._reads}
        try:
            result = self._expression.eval(data=data)
        except RuntimeError as error:
            # The only class of errors that the CEL runtime raises, such as for its budget of loop rounds.
            raise ConditionFailed(failure(str(error))) from error
        if result.type() == cel.Type.ERROR:
            raise ConditionFailed(failure(str(result.value())))
        return plain(result.plain_value())


class ConditionEnv:
    """The names that conditions of one flow may use. Holds its own descriptors, which go when it goes."""

    def __init__(
        self, inputs: Mapping[str, InputSpec], variables: Mapping[str, TypeSpec], extra: Mapping[str, TypeSpec]
    ) -> None:
        """`extra`: names of one place only, such as `value` in the check of a slot."""
        self._names: dict[str, TypeSpec] = {
            **NAMESPACES,
            "inputs": Namespace(properties=dict(inputs)),
            "vars": Namespace(properties=dict(variables)),
            **extra,
        }
        self._descriptors = descriptors = Descriptors(self._names)
        self._objects: Mapping[str, ObjectType] = descriptors.objects
        self._binders: dict[str, Binder] = {}
        self._types: dict[str, TypeSpec] = {}
        """Shape of a source that is without mistakes -> what it gives."""
        self._env = cel.NewEnv(
            descriptors.pool,
            config=standard_without_operators(),
            variables={name: _variable_type(name, spec, descriptors) for name, spec in self._names.items()},
            functions=operators(self._objects),
        )

    def compile(self, source: str) -> Condition:
        """Raises ConditionSyntaxError."""
        _refuse_long(source)
        tokens = tokenize(source)
        expression = self._checked(source, tokens)
        return Condition(source, self._type_of(expression.return_type().name()), expression, self._reads(source))

    def check(self, source: str) -> tuple[TypeSpec, tuple[PathUse, ...]]:
        """What a condition gives, and the names in it. Raises ConditionSyntaxError. Makes nothing to evaluate."""
        _refuse_long(source)
        tokens = tokenize(source)
        shape = _shape(source, tokens)
        if shape not in self._types:
            self._types[shape] = self._type_of(self._checked(source, tokens).return_type().name())
        return self._types[shape], paths(source)

    def syntax(self, source: str) -> Syntax | None:
        """Raises ConditionSyntaxError. None for what is nested too deeply."""
        _refuse_long(source)
        return syntax_of(self._compile(source, source).serialize())

    def _checked(self, source: str, tokens: Sequence[Token]) -> cel.Expression:
        expression = self._compile(source, source)
        if "null" not in source:
            return expression
        readable = rewrite_null_tests(source, tokens, self._is_object)
        return self._compile(readable, source) if readable != source else expression

    def _compile(self, text: str, source: str) -> cel.Expression:
        try:
            return self._env.compile(text)
        except RuntimeError as error:
            raise ConditionSyntaxError(source, problems(text, str(error), self._objects)) from None

    def _reads(self, source: str) -> dict[str, tuple[Binder, frozenset[str] | None]]:
        """Only what a condition reads is converted before it is evaluated."""
        fields: dict[str, set[str] | None] = {}
        for use in paths(source):
            root, *rest = use.parts
            if root not in self._names:
                continue
            known = fields.setdefault(root, set())
            if not rest:
                fields[root] = None
            elif known is not None:
                known.add(rest[0])
        return {
            name: (self._binder(name), frozenset(only) if only is not None else None) for name, only in fields.items()
        }

    def _binder(self, name: str) -> Binder:
        if name not in self._binders:
            self._binders[name] = Binder(name, self._names[name], self._descriptors)
        return self._binders[name]

    def _is_object(self, parts: tuple[str, ...]) -> bool:
        spec: TypeSpec | None = TypeSpec(type="object", properties=self._names)
        for part in parts:
            spec = spec.properties.get(part) if spec is not None else None
        return len(parts) > 1 and spec is not None and spec.type == "object"

    def _type_of(self, name: str) -> TypeSpec:
        """From CEL's name of a type, such as LIST<DOUBLE> or the name of a message."""
        if name.startswith("LIST<"):
            return TypeSpec(type="list", items=self._type_of(name[5:-1]))
        if name.startswith("MAP<"):
            return TypeSpec(type="object")
        if name in self._objects:
            return self._objects[name].spec
        return _SCALARS.get(name, _ANY)


def _refuse_long(source: str) -> None:
    if len(source) > MAX_SOURCE_CHARS:
        message = f"longer than {MAX_SOURCE_CHARS:,} characters"
        raise ConditionSyntaxError(source, (ConditionProblem("syntax", message, 0, len(source)),))


def _shape(source: str, tokens: Sequence[Token]) -> str:
    """The source with one literal of each kind in place of its plain ones, such as `vars.total > 0`."""
    parts: list[str] = []
    position = 0
    for token in tokens:
        literal = _PLAIN_LITERAL.fullmatch(token.text) if token.kind in ("text", "number") else None
        if literal is not None:
            parts += (source[position : token.start], _STAND_INS[str(literal.lastgroup)])
            position = token.end
    return "".join((*parts, source[position:]))


def _variable_type(name: str, spec: TypeSpec, descriptors: Descriptors) -> cel.Type:
    if spec.type == "list":
        items = spec.items or _ANY
        if is_closed(items):
            return cel.Type.List(cel.Type(descriptors.message_of(items, (name,))))
        return cel.Type.List(cel.Type.STRING if items.type in TEXT_TYPES else _LIST_TYPES.get(items.type, cel.Type.DYN))
    return cel.Type(descriptors.message_of(spec, (name,)))
