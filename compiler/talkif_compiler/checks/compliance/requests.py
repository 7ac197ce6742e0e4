"""Everything in a flow that sends HTTP requests: tools, MCP servers, `http` nodes."""

from __future__ import annotations

from collections.abc import Iterator

from ...link import Linked
from ...nodes.http import Http
from ...request import RequestFields
from ...tools import HttpToolFields, McpServerFields, McpToolFields


def requests(linked: Linked) -> Iterator[RequestFields | McpServerFields]:
    for tool in linked.tools.values():
        if isinstance(tool, McpToolFields):
            yield tool.mcp
        elif isinstance(tool, HttpToolFields):
            yield tool
    for node in linked.nodes.values():
        if isinstance(node, Http):
            yield node
