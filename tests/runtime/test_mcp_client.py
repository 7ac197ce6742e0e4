from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from talkif_runtime.bindings import Bindings
from talkif_runtime.dialogue.commands import McpPlan
from talkif_runtime.mcp_client import McpClient
from talkif_runtime.public_http import PublicHttp
from talkif_schemas.artifact import SecretRef
from tests.vendors.mcp_server import Fault, McpServer

HOST = "tools.example.com"


def plan(tool: str = "find_order", **changes: Any) -> McpPlan:
    fields: dict[str, Any] = {
        "host": None,
        "url": f"https://{HOST}/mcp",
        "tool": tool,
        "arguments": {"order": 7},
        "headers": {},
        "timeout_ms": 5_000,
        "retries": 0,
        "idempotent": False,
    }
    return McpPlan(**(fields | changes))


@asynccontextmanager
async def client_of(server: McpServer, **bindings: Any) -> AsyncIterator[McpClient]:
    http = PublicHttp({HOST: server.url.removesuffix("/mcp")})
    client = McpClient(http, Bindings(**bindings))
    try:
        yield client
    finally:
        await client.close()
        await http.close()


@pytest.mark.parametrize("options", [{}, {"json": True}, {"stateless": True}, {"json": True, "stateless": True}])
async def test_a_tool_gives_its_structured_result(options: Any) -> None:
    async with McpServer(**options) as server, client_of(server) as client:
        first = await client.call("k", plan())
        second = await client.call("k", plan("say_status"))
    assert (first.status, first.result) == ("success", {"id": 7, "status": "shipped"})
    assert (second.status, second.result) == ("success", "Order 7 ships today.")


async def test_one_session_serves_all_calls_and_is_given_back() -> None:
    async with McpServer() as server:
        async with client_of(server) as client:
            await client.call("k", plan())
            await client.call("k", plan())
        assert server.methods() == ["initialize", "notifications/initialized", "tools/call", "tools/call", "DELETE"]
        sessions = [headers.get("mcp-session-id") for _, headers, _ in server.requests]
    assert sessions[0] is None
    assert len(set(sessions[1:])) == 1
    assert server.requests[2][1]["mcp-protocol-version"] == "2025-06-18"


async def test_a_session_that_the_server_forgot_is_opened_again() -> None:
    async with McpServer() as server, client_of(server) as client:
        await client.call("k", plan())
        server.fault, server.faults = "not_found", 1
        again = await client.call("k", plan())
    assert again.status == "success"
    assert server.methods().count("initialize") == 2


@pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")
async def test_what_a_server_says_before_its_answer_is_passed_over() -> None:
    async with McpServer() as server, client_of(server) as client:
        result = await client.call("k", plan("slow_order"))
    assert (result.status, result.result) == ("success", {"id": 7})


async def test_a_tool_that_fails_says_why() -> None:
    async with McpServer() as server, client_of(server) as client:
        result = await client.call("k", plan("cancel_order"))
        unknown = await client.call("k", plan("fly_away"))
    assert result.status == "failure"
    assert "on its way already" in (result.error or "")
    assert unknown.status == "failure"
    assert "fly_away" in (unknown.error or "")


async def test_secrets_and_the_key_go_along_and_sessions_are_not_shared_between_secrets() -> None:
    async with McpServer() as server:
        async with client_of(server, secrets={"A": "one", "B": "two"}) as client:
            for name in ("A", "B"):
                await client.call("call_1:2", plan(headers={"Authorization": SecretRef(secret=name)}))
            missing = await client.call("k", plan(headers={"Authorization": SecretRef(secret="C")}))
        sent = [(headers["authorization"], headers["idempotency-key"]) for _, headers, body in server.requests
                if body and body["method"] == "tools/call"]  # fmt: skip
    assert sent == [("one", "call_1:2"), ("two", "call_1:2")]
    assert server.methods().count("initialize") == 2
    assert (missing.status, missing.error) == ("failure", "the secret C is not bound here")


async def test_a_host_is_what_the_environment_binds() -> None:
    async with McpServer() as server, client_of(server, hosts={"TOOLS": f"https://{HOST}"}) as client:
        found = await client.call("k", plan(host="tools", url="/mcp"))
        unbound = await client.call("k", plan(host="desk", url="/mcp"))
    assert found.status == "success"
    assert (unbound.status, unbound.error) == ("failure", "the host desk is not bound here")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("garbage", "JSONDecodeError"),
        ("wrong_shape", "not a JSON-RPC message"),
        ("huge", "larger than"),
        ("empty_stream", "no answer"),
        ("unavailable", "HTTP 503"),
    ],
)
async def test_a_server_that_fails_is_a_failure(fault: Fault, error: str) -> None:
    async with McpServer(fault=fault) as server, client_of(server) as client:
        result = await client.call("k", plan())
    assert result.status == "failure"
    assert error in (result.error or "")


async def test_silence_is_a_timeout() -> None:
    async with McpServer(fault="stall") as server, client_of(server) as client:
        result = await client.call("k", plan(timeout_ms=500))
    assert result.status == "timeout"


@pytest.mark.parametrize(("idempotent", "status", "calls"), [(True, "success", 2), (False, "failure", 1)])
async def test_only_idempotent_tools_are_tried_again(idempotent: bool, status: str, calls: int) -> None:
    async with McpServer(fault="unavailable", faults=1) as server, client_of(server) as client:
        result = await client.call("k", plan(retries=1, idempotent=idempotent))
    assert (result.status, len(server.calls())) == (status, calls)


@pytest.mark.parametrize(
    "url", ["http://example.com/mcp", "https://127.0.0.1/mcp", "https://localhost/mcp", "nonsense"]
)
async def test_only_public_addresses_over_https_are_asked(url: str) -> None:
    http = PublicHttp({})
    result = await McpClient(http, Bindings()).call("k", plan(url=url))
    await http.close()
    assert result.status == "failure"
    assert "only https" in (result.error or "") or "not a public address" in (result.error or "")
