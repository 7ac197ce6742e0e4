"""The JSON Schema of a tool's parameters, as models want it."""

from __future__ import annotations

from typing import Any

from talkif_schemas.artifact import Tool
from talkif_schemas.types import TypeSpec

_FORMATS = {"date": "date", "time": "time", "email": "email"}


def json_schema(tool: Tool) -> dict[str, Any]:
    """Schema of an object with one property for each parameter."""
    return {
        "type": "object",
        "properties": {name: schema_of(spec) for name, spec in tool.parameters.items()},
        "required": list(tool.required),
        "additionalProperties": False,
    }


def schema_of(spec: TypeSpec) -> dict[str, Any]:
    """Schema of one value."""
    schema: dict[str, Any] = {}
    if spec.type == "enum":
        schema = {"type": "string", "enum": list(spec.values)}
    elif spec.type == "object":
        schema = {"type": "object", "properties": {name: schema_of(item) for name, item in spec.properties.items()}}
    elif spec.type == "list":
        schema = {"type": "array", "items": schema_of(spec.items) if spec.items is not None else {}}
    elif spec.type in ("number", "integer", "boolean"):
        schema = {"type": spec.type}
    elif spec.type != "any":
        schema = {"type": "string"}
        if spec.pattern is not None:
            schema["pattern"] = spec.pattern
        if spec.type in _FORMATS:
            schema["format"] = _FORMATS[spec.type]
    if spec.description:
        schema["description"] = spec.description
    return schema
