"""JSON Schema of flow files, from the models that read them. Editors complete and check with it."""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .model import FlowFields


class _FlowSchema(GenerateJsonSchema):
    """A field that may be left out is not one that may be null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def flow_json_schema() -> dict[str, Any]:
    """Draft 2020-12."""
    schema = FlowFields.model_json_schema(by_alias=True, schema_generator=_FlowSchema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Talkif flow"}


def flow_schema_text() -> str:
    """As it is kept in the repository."""
    return json.dumps(flow_json_schema(), indent=2, ensure_ascii=False) + "\n"
