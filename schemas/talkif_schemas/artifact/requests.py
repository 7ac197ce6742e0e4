"""What a flow asks of other programs: HTTP requests and tools of MCP servers."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from ..template_ast import Template
from ..types import Frozen, TypeSpec


class SecretRef(Frozen):
    """The name of a secret that the environment binds. The value is never in an artifact."""

    secret: str


class NumberRef(Frozen):
    """The name of a phone number or SIP URI that the environment binds."""

    number: str

    @property
    def source(self) -> str:
        """As authors read it."""
        return f"{{number: {self.number}}}"


HeaderValue = Template | SecretRef


class HttpRequest(Frozen):
    """An HTTP request with templates in its parts."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    host: str | None = None
    """Name of a host that the environment binds; the URL is then a path on it."""
    url: Template
    headers: dict[str, HeaderValue] = {}
    query: dict[str, Template] = {}
    body: JsonValue = None
    """JSON with `{"$template": Template}` in place of each templated string."""
    map: dict[str, str] = {}
    """Field of the result -> CEL source over `last.result`. Empty: the result is the response body."""
    timeout_ms: int
    retries: int = 0
    idempotent: bool = False


class McpCall(Frozen):
    """A tool of a server that speaks the Model Context Protocol over streamable HTTP."""

    host: str | None = None
    """Name of a host that the environment binds; the URL is then a path on it."""
    url: Template
    tool: str
    """Its name on the server."""
    headers: dict[str, HeaderValue] = {}
    timeout_ms: int
    retries: int = 0
    idempotent: bool = False


class Tool(Frozen):
    """A tool of the flow: offered to models in agent nodes, called directly by tool nodes."""

    description: str
    parameters: dict[str, TypeSpec] = {}
    required: tuple[str, ...] = ()
    request: HttpRequest | None = None
    """Templates in it read the arguments as `args.*`."""
    mcp: McpCall | None = None
    """Set instead of `request` for a tool of an MCP server."""
