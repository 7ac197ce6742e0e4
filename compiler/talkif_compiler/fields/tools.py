"""Tools: HTTP requests and tools of MCP servers, in a file of their own or inside the flow."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated, Any

from talkif_schemas import artifact
from talkif_schemas.types import TypeSpec

from ..defaults import REQUEST_TIMEOUT_MS
from ..syntax.document import Mapping, Scalar, Value
from .bounds import FILLED_TEXT
from .leaves import Count, Data, DurationMs, Flag, Label, Lenient, MapOf, Name, Spanned, Words, keyword, read_name
from .lowering import Lowering
from .problems import Problems, Refused
from .reading import Reader, read_record
from .record import Record
from .request import HeaderFields, RequestFields, lower_headers
from .type_fields import ParameterFields

TOOLS_SCHEMA = "talkif.tools/v1"

_USE = re.compile(r"(?P<path>[^#]+)#(?P<name>[A-Za-z][A-Za-z0-9_]*)")


class ToolFields(Record):
    """What every tool has."""

    description: Words
    """What it does and when to use it; models read this."""
    parameters: MapOf[Lenient[ParameterFields]] | None = None
    """Arguments by name. Templates of the tool read them as `args.<name>`."""

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
            **self.lower_call(lowering),
        )

    def lower_call(self, lowering: Lowering) -> dict[str, Any]:
        """The field of `artifact.Tool` that says how it is called."""
        raise NotImplementedError


class HttpToolFields(ToolFields, RequestFields):
    """A tool that is an HTTP request."""

    def lower_call(self, lowering: Lowering) -> dict[str, Any]:
        return {"request": self.lower_request(lowering)}


class McpServerFields(Record):
    """A tool of a server that speaks the Model Context Protocol."""

    host: Name | None = None
    """Name of a host that each environment binds; `url` is then a path on it."""
    url: Annotated[Data, FILLED_TEXT]
    """https address of the server, or a path on `host`. A template."""
    tool: Words
    """Name of the tool on the server."""
    headers: HeaderFields | None = None
    """Text, or `{secret: name}` for a secret of the environment."""


class McpToolFields(ToolFields):
    """A tool of an MCP server."""

    mcp: McpServerFields
    """The server, and its tool."""
    timeout: Lenient[DurationMs] = None
    """How long to wait for the answer: `5s`."""
    retries: Lenient[Count] = None
    """How often it is called again after a failure that may pass."""
    idempotent: Flag | None = None
    """Whether calling it twice does no harm."""

    def lower_call(self, lowering: Lowering) -> dict[str, Any]:
        return {
            "mcp": artifact.McpCall(
                host=lowering.host(self.mcp.host),
                url=lowering.template(self.mcp.url),
                tool=self.mcp.tool.value,
                headers=lower_headers(self.mcp.headers, lowering),
                timeout_ms=self.timeout.value if self.timeout else REQUEST_TIMEOUT_MS,
                retries=self.retries.value if self.retries else 0,
                idempotent=self.idempotent is not None and self.idempotent.value,
            )
        }


class ToolUse(Record):
    """A tool that is written in a file of tools."""

    use: Label
    """File and name: `tools/orders.yaml#find_order`."""

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


def _kind_of(value: Value) -> type[ToolFields | ToolUse]:
    keys = value.entries if isinstance(value, Mapping) else {}
    if "use" in keys:
        return ToolUse
    return McpToolFields if "mcp" in keys else HttpToolFields


class _ToolShape:
    """One of several records; a key tells which."""

    def __init__(self, *choices: type[ToolFields | ToolUse]) -> None:
        self.choices = choices

    def reader(self, annotated: Any) -> Reader:
        return self._read

    def _read(self, value: Value, problems: Problems) -> ToolFields | ToolUse:
        kind = _kind_of(value)
        return read_record(kind if kind in self.choices else HttpToolFields, value, problems)


ToolEntry = Annotated[ToolFields | ToolUse, _ToolShape(HttpToolFields, McpToolFields, ToolUse)]


class ToolFile(Record):
    """A file of tools that flows share."""

    schema: Annotated[Spanned[str], keyword(TOOLS_SCHEMA)]
    """What kind of file this is."""
    tools: MapOf[Lenient[Annotated[ToolFields, _ToolShape(HttpToolFields, McpToolFields)]]]
    """Name -> tool."""

    def verify(self, problems: Problems) -> None:
        for name in self.tools:
            # The other tools can be used all the same.
            with suppress(Refused):
                read_name(Scalar(name.span, str(name), str(name), "plain"), problems)
