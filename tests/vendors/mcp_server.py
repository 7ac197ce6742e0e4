"""An MCP server on loopback, made with the protocol's own SDK, with the ways in which a server fails in front of it."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Literal, Self, TypeAlias

import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Fault: TypeAlias = Literal[
    "none", "stall", "garbage", "wrong_shape", "huge", "empty_stream", "unavailable", "not_found"
]


class McpServer:
    """`json` answers with JSON instead of events; `stateless` keeps no sessions. `fault` happens to calls of tools."""

    def __init__(
        self, *, json: bool = False, stateless: bool = False, fault: Fault = "none", faults: int = 1_000
    ) -> None:
        self.fault = fault
        self.faults = faults
        """How often it happens before the server is well again."""
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        """Method, headers and decoded body of every request."""
        self.url = ""
        self._options = {"json_response": json, "stateless_http": stateless}
        self._released = asyncio.Event()
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        app = self._in_front_of(_server().streamable_http_app(**self._options))
        listener = self._exit.enter_context(socket.create_server(("127.0.0.1", 0)))
        listener.setblocking(False)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/mcp"
        await self._exit.enter_async_context(_serving(app, listener))
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._released.set()
        await self._exit.aclose()

    def calls(self) -> list[dict[str, Any]]:
        """Parameters of every call of a tool."""
        return [body["params"] for _, _, body in self.requests if body and body.get("method") == "tools/call"]

    def methods(self) -> list[str]:
        return [body["method"] if body else verb for verb, _, body in self.requests]

    def _in_front_of(self, app: ASGIApp) -> ASGIApp:
        async def front(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            raw = await _body(receive)
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            body = json.loads(raw) if raw else None
            self.requests.append((scope["method"], headers, body))
            if body and body.get("method") == "tools/call" and self.fault != "none" and self.faults > 0:
                self.faults -= 1
                await self._misbehave(send)
            else:
                await app(scope, _replay(raw, receive), send)

        return front

    async def _misbehave(self, send: Send) -> None:
        match self.fault:
            case "stall":
                await self._released.wait()
            case "garbage":
                await _respond(send, 200, "application/json", b"<html>502</html>")
            case "wrong_shape":
                await _respond(send, 200, "application/json", b'["unexpected"]')
            case "huge":
                await _respond(send, 200, "text/event-stream", b"data: " + b"x" * 2_000_000 + b"\n\n")
            case "empty_stream":
                await _respond(send, 200, "text/event-stream", b": nothing to say\n\n")
            case "unavailable":
                await _respond(send, 503, "text/plain", b"later")
            case "not_found":
                await _respond(send, 404, "text/plain", b"which session?")


def _server() -> MCPServer[Any]:
    server: MCPServer[Any] = MCPServer("orders")

    @server.tool()
    def find_order(order: int) -> dict[str, Any]:
        """Finds an order."""
        return {"id": order, "status": "shipped"}

    @server.tool(structured_output=False)
    def say_status(order: int) -> str:
        """Tells in words how an order stands."""
        return f"Order {order} ships today."

    @server.tool()
    async def slow_order(order: int, ctx: Context[Any, Any]) -> dict[str, Any]:
        """Reports progress before it answers."""
        await ctx.info("looking")
        await ctx.report_progress(1, 2)
        return {"id": order}

    @server.tool()
    def cancel_order(order: int) -> str:
        """Never works."""
        raise ToolError("it is on its way already")

    return server


@asynccontextmanager
async def _serving(app: ASGIApp, listener: socket.socket) -> Any:
    config = uvicorn.Config(app, log_config=None, lifespan="on", ws="none", timeout_graceful_shutdown=1)
    program = uvicorn.Server(config)
    task = asyncio.create_task(program.serve([listener]))
    while not program.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        program.should_exit = True
        await task


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """What was read for the record is read again by the server."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _respond(send: Send, status: int, content_type: str, body: bytes) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
