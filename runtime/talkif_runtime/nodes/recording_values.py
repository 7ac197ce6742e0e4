"""The function with which models give values: what they are offered, and what their calls of it are worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkif_runtime.providers.contract import ToolSchema
from talkif_schemas.types import TypeSpec

from .tool_schema import schema_of

NAME = "record_values"
_WHOLE = "value"
"""The one parameter, when what is wanted is no object with known fields."""


def offer(fields: Mapping[str, TypeSpec], purpose: str) -> ToolSchema:
    """A function with one optional parameter for each field."""
    properties = {name: schema_of(spec) for name, spec in fields.items()}
    return ToolSchema(NAME, purpose, {"type": "object", "properties": properties, "additionalProperties": False})


def fields_of(shape: TypeSpec) -> Mapping[str, TypeSpec]:
    """The parameters for a value of this type."""
    return shape.properties if _has_fields(shape) else {_WHOLE: shape}


def value_of(shape: TypeSpec, arguments: dict[str, Any]) -> Any:
    """The value that a call with these arguments gives. None: nothing was found."""
    if not _has_fields(shape):
        return arguments.get(_WHOLE)
    given = {name: value for name, value in arguments.items() if value not in (None, "")}
    return given or None


def _has_fields(shape: TypeSpec) -> bool:
    return shape.type == "object" and bool(shape.properties)
