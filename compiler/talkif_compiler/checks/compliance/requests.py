"""Everything in a flow that sends HTTP requests: tools, MCP servers, `http` nodes."""

from __future__ import annotations

from collections.abc import Iterator

from ...fields.request import RequestFields
from ...fields.tools import HttpToolFields, McpServerFields, McpToolFields
from ...linking.link import Linked
from ...nodes.http import Http


def requests(linked: Linked) -> Iterator[RequestFields | McpServerFields]:
    for tool in linked.tools.values():
        if isinstance(tool, McpToolFields):
            yield tool.mcp
        elif isinstance(tool, HttpToolFields):
            yield tool
    for node in linked.nodes.values():
        if isinstance(node, Http):
            yield node
