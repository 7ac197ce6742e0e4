"""Declarations of inputs, variables and parameters."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from talkif_schemas import patterns
from talkif_schemas.types import InputSpec, TypeSpec

from ..limits import MAX_DECLARED
from .leaves import Flag, Label, ListOf, MapOf, PlainValue, Spanned, keyword
from .problems import Problems, Refused
from .record import Record

TypeKeyword = Annotated[
    Spanned[str],
    keyword(
        "string", "number", "integer", "boolean", "enum", "date", "time", "phone", "email", "object", "list", "any"
    ),
]


class TypeFields(Record):
    EXAMPLE: ClassVar[str | None] = "{type: string}"

    type: TypeKeyword
    """Kind of value."""
    values: ListOf[Label] | None = None
    """What an `enum` may be."""
    pattern: Label | None = None
    """Regular expression that a `string` matches as a whole."""
    properties: MapOf[TypeFields] | None = None
    """Fields of an `object`: name -> type."""
    items: TypeFields | None = None
    """Type of the members of a `list`."""
    nullable: Flag | None = None
    """`true`: the value may be null."""
    description: Label | None = None
    """What it means. Models read it when they fill the value."""

    def verify(self, problems: Problems) -> None:
        kind = self.type.value
        if kind == "enum" and not self.values:
            problems.report(
                "missing-field", "an `enum` needs its `values`", self.type.span, help="Add `values: [...]`."
            )
            raise Refused
        for key, owner in (("values", "enum"), ("pattern", "string"), ("properties", "object"), ("items", "list")):
            if key in self.mapping.entries and kind != owner:
                message = f"`{key}` belongs to the type `{owner}`, not to `{kind}`"
                problems.report("wrong-type", message, self.mapping.entries[key].key.span)
        if len(self.properties or ()) > MAX_DECLARED:
            message = f"an object has at most {MAX_DECLARED:,} fields"
            problems.report("file-too-large", message, self.mapping.entries["properties"].key.span)
            raise Refused
        wrong = patterns.fault(self.pattern.value) if self.pattern is not None else None
        if self.pattern is not None and wrong is not None:
            message = f"the pattern is no regular expression of RE2: {wrong}"
            advice = "It has no lookaround, no backreferences, and at most 1,000 repetitions, so no text takes long."
            problems.report("wrong-type", message, self.pattern.span, help=advice)

    def _facts(self) -> dict[str, Any]:
        return {
            "type": self.type.value,
            "values": tuple(value.value for value in self.values or ()),
            "pattern": self.pattern.value if self.pattern else None,
            "properties": {str(name): item.spec() for name, item in (self.properties or {}).items()},
            "items": self.items.spec() if self.items else None,
            "nullable": self.nullable.value if self.nullable else False,
            "description": self.description.value if self.description else "",
        }

    def spec(self) -> TypeSpec:
        return TypeSpec(**self._facts())


class ParameterFields(TypeFields):
    """A parameter of a tool."""

    required: Flag | None = None
    """`true`: it has to be given."""

    @property
    def is_required(self) -> bool:
        return self.required is not None and self.required.value


class InputFields(ParameterFields):
    default: PlainValue | None = None
    """Value when none is given."""

    def verify(self, problems: Problems) -> None:
        super().verify(problems)
        if self.default is None:
            return
        if not _fits(self.default.value, self):
            message = f"the default does not fit the type `{self.type.value}`"
            problems.report("wrong-type", message, self.default.span)

    def input_spec(self) -> InputSpec:
        return InputSpec(
            **self._facts(), required=self.is_required, default=self.default.value if self.default else None
        )


def _fits(value: str | float | bool, declared: TypeFields) -> bool:
    match declared.type.value:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "enum":
            return value in {allowed.value for allowed in declared.values or ()}
        case "any":
            return True
        case "object" | "list":
            return False
        case _:
            return isinstance(value, str)
