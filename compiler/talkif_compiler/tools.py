"""Tools: HTTP requests with parameters, in a file of their own or inside the flow."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema

from talkif_schemas import artifact
from talkif_schemas.types import TypeSpec

from .document import Mapping, Value
from .leaves import Label, Lenient, MapOf, Spanned, keyword
from .lowering import Lowering
from .record import Problems, Reader, Record, Refused, read_record
from .request import RequestFields
from .type_fields import ParameterFields

TOOLS_SCHEMA = "talkif.tools/v1"

_USE = re.compile(r"(?P<path>[^#]+)#(?P<name>[A-Za-z][A-Za-z0-9_]*)")


class ToolFields(RequestFields):
    description: Label
    parameters: MapOf[Lenient[ParameterFields]] | None = None

    def parameter_specs(self) -> dict[str, TypeSpec]:
        """A parameter that could not be read may be anything."""
        return {
            str(name): fields.spec() if fields else TypeSpec(type="any")
            for name, fields in (self.parameters or {}).items()
        }

    def required(self) -> tuple[str, ...]:
        return tuple(str(name) for name, fields in (self.parameters or {}).items() if fields and fields.is_required)

    def lower(self, lowering: Lowering) -> artifact.Tool:
        return artifact.Tool(
            description=self.description.value,
            parameters=self.parameter_specs(),
            required=tuple(sorted(self.required())),
            request=self.lower_request(lowering),
        )


class ToolUse(Record):
    """A tool that is written in a file of tools."""

    use: Label

    def verify(self, problems: Problems) -> None:
        if not _USE.fullmatch(self.use.value):
            problems.report(
                "wrong-type", "expected a file and a name, as in `tools/orders.yaml#find_order`", self.use.span
            )
            raise Refused

    @property
    def path(self) -> str:
        return self.use.value.partition("#")[0]

    @property
    def name(self) -> str:
        return self.use.value.partition("#")[2]


class _ToolShape:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler.generate_schema(ToolFields | ToolUse)

    def reader(self, annotated: Any) -> Reader:
        return self._read

    def _read(self, value: Value, problems: Problems) -> ToolFields | ToolUse:
        is_use = isinstance(value, Mapping) and "use" in value.entries
        return read_record(ToolUse if is_use else ToolFields, value, problems)


ToolEntry = Annotated[ToolFields | ToolUse, _ToolShape()]


class ToolFile(Record):
    """A file of tools that flows share."""

    schema_: Annotated[Spanned[str], keyword(TOOLS_SCHEMA)] = Field(alias="schema")
    tools: MapOf[Lenient[ToolFields]]
