"""The protocol's own SDK as a client of the loopback server, and what our client makes of the same tools."""

from __future__ import annotations

from typing import Any

import pytest
from mcp import Client

from talkif_runtime.bindings import Bindings
from talkif_runtime.mcp_client import McpClient
from talkif_runtime.public_http import PublicHttp
from tests.runtime.test_mcp_client import HOST, plan
from tests.vendors.mcp_server import McpServer


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
@pytest.mark.parametrize("tool", ["find_order", "say_status", "slow_order", "cancel_order"])
async def test_the_sdk_and_our_client_read_the_same_answer(tool: str) -> None:
    async with McpServer() as server:
        async with Client(server.url, mode="legacy") as sdk:
            theirs: Any = await sdk.call_tool(tool, {"order": 7})
        http = PublicHttp({HOST: server.url.removesuffix("/mcp")})
        client = McpClient(http, Bindings())
        ours = await client.call("k", plan(tool))
        await client.close()
        await http.close()
        asked = server.calls()
    assert {key: asked[0][key] for key in ("name", "arguments")} == {
        key: asked[1][key] for key in ("name", "arguments")
    }
    assert (ours.status == "failure") == bool(theirs.is_error)
    text = "".join(block.text for block in theirs.content)
    assert ours.result == (theirs.structured_content or text)
