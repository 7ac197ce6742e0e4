"""Types of values that flows name: inputs, variables, contact fields.

One small type language serves the compiler (templates and conditions are checked against it), the artifact, and the
runtime (slots are parsed and results coerced by it). It is a subset of JSON Schema plus the spoken types of `collect`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

TypeName = Literal[
    "string", "number", "integer", "boolean", "enum", "date", "time", "phone", "email", "object", "list", "any"
]

#: Types whose values are JSON strings.
TEXT_TYPES: frozenset[TypeName] = frozenset({"string", "enum", "date", "time", "phone", "email"})


class Frozen(BaseModel):
    """Base of every contract model: immutable, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class TypeSpec(Frozen):
    """The type of one value."""

    type: TypeName
    values: tuple[str, ...] = ()
    """Members of an `enum`."""
    pattern: str | None = None
    """RE2-compatible regular expression that a `string` must match as a whole."""
    properties: dict[str, TypeSpec] = {}
    """Fields of an `object`. Empty means that any field may be there."""
    items: TypeSpec | None = None
    """Type of the members of a `list`."""
    nullable: bool = False
    """True when the value may be null although it is declared, as contact fields may."""
    description: str = ""


class Namespace(TypeSpec):
    """The names that a flow declares in one of its sections: no others are there, also when it declares none."""

    type: TypeName = "object"


class InputSpec(TypeSpec):
    """What the caller of a flow must or may provide."""

    required: bool = False
    default: str | float | int | bool | None = None


def is_open(spec: TypeSpec) -> bool:
    """Whether it is an object in which any field may be."""
    return spec.type == "object" and not spec.properties and not isinstance(spec, Namespace)
