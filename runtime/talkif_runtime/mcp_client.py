"""Tools of MCP servers over streamable HTTP: one POST for each message, answered with JSON or with server-sent events.

https://modelcontextprotocol.io/specification/2025-06-18/basic/transports. A session is kept for the next call of the
same server with the same headers; one that the server has forgotten is opened again.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import httpx
import orjson

from .bindings import Bindings, NotBound
from .dialogue.commands import McpPlan
from .public_http import PublicHttp, Refused, pieces
from .tool_client import MAX_RESPONSE_BYTES, RETRY_PAUSE_S, RETRYABLE_STATUS, ToolResult, parsed
from .wire.sse import EventReader

PROTOCOL_VERSION = "2025-06-18"
MAX_SESSIONS = 200
_CLOSE_S = 1.0
_METHOD_NOT_FOUND = -32601

_Server: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""URL and headers, with the values of secrets: never shared between those who hold different ones."""


@dataclass(frozen=True, slots=True)
class _Session:
    id: str | None
    """None: the server keeps none."""
    version: str


class _Failed(Exception):
    """The text is shown in the journal."""

    def __init__(self, text: str, *, status: int | None = None, retryable: bool = False) -> None:
        super().__init__(text)
        self.status = status
        self.retryable = retryable


class McpClient:
    """One per process."""

    def __init__(self, http: PublicHttp, bindings: Bindings) -> None:
        self._http = http
        self._bindings = bindings
        self._ids = itertools.count(1)
        self._sessions: OrderedDict[_Server, _Session] = OrderedDict()

    async def call(self, key: str, plan: McpPlan) -> ToolResult:
        """Never raises for what the other side does. Cancelling this closes the connection."""
        try:
            async with asyncio.timeout(plan.timeout_ms / 1000):
                return await self._with_retries(key, plan)
        except TimeoutError:
            return ToolResult("timeout", None, f"no answer within {plan.timeout_ms} ms")

    async def _with_retries(self, key: str, plan: McpPlan) -> ToolResult:
        attempts = 1 + (plan.retries if plan.idempotent else 0)
        for attempt in range(1, attempts + 1):
            try:
                return _tool_result(await self._once(key, plan))
            except _Failed as error:
                failure, retryable = str(error), error.retryable
            except (Refused, NotBound) as error:
                failure, retryable = str(error), False
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                failure, retryable = f"{type(error).__name__}: {error}", True
            if not retryable or attempt == attempts:
                return ToolResult("failure", None, failure)
            await asyncio.sleep(RETRY_PAUSE_S * attempt)
        raise AssertionError("the loop always returns")

    async def _once(self, key: str, plan: McpPlan) -> Mapping[str, Any]:
        url = self._bindings.url(plan.host, plan.url)
        headers = self._bindings.headers(plan.headers)
        server: _Server = (url, tuple(sorted(headers.items())))
        params = {"name": plan.tool, "arguments": plan.arguments}
        session = self._sessions.get(server)
        if session is not None:
            self._sessions.move_to_end(server)
            try:
                return await self._ask(server, session, "tools/call", params, key)
            except _Failed as error:
                if error.status != httpx.codes.NOT_FOUND:
                    raise
                self._sessions.pop(server, None)
        session = await self._initialise(server)
        return await self._ask(server, session, "tools/call", params, key)

    async def _initialise(self, server: _Server) -> _Session:
        client = {"name": "talkif", "version": "1"}
        params = {"protocolVersion": PROTOCOL_VERSION, "capabilities": {}, "clientInfo": client}
        response, result = await self._post(server, None, self._request("initialize", params))
        version = result.get("protocolVersion")
        if not isinstance(version, str):
            raise _Failed("the server names no protocol version")
        session = _Session(response.headers.get("mcp-session-id"), version)
        await self._post(server, session, {"jsonrpc": "2.0", "method": "notifications/initialized"})
        self._sessions[server] = session
        while len(self._sessions) > MAX_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    async def _ask(
        self, server: _Server, session: _Session, method: str, params: dict[str, Any], key: str
    ) -> Mapping[str, Any]:
        _, result = await self._post(server, session, self._request(method, params), {"Idempotency-Key": key})
        return result

    def _request(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}

    async def _post(
        self,
        server: _Server,
        session: _Session | None,
        message: dict[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> tuple[httpx.Response, Mapping[str, Any]]:
        """The response and the `result` in it; nothing for a message that has none. Raises _Failed."""
        url = server[0]
        all_headers = {**(headers or {}), **dict(server[1]), **_protocol_headers(session)}
        async with self._http.client.stream("POST", url, json=message, headers=all_headers) as response:
            if not response.is_success:
                code = response.status_code
                raise _Failed(f"HTTP {code}", status=code, retryable=code in RETRYABLE_STATUS)
            if "id" not in message or "method" not in message:
                return response, {}
            streamed = response.headers.get("content-type", "").startswith("text/event-stream")
            reader = EventReader()
            body = bytearray()
            async with aclosing(pieces(response, MAX_RESPONSE_BYTES)) as arriving:
                async for piece in arriving:
                    if not streamed:
                        body += piece
                        continue
                    for data in reader.push(piece):
                        answer = await self._received(server, session, data, message["id"])
                        if answer is not None:
                            return response, _result(answer)
            answer = None if streamed else await self._received(server, session, bytes(body), message["id"])
        if answer is None:
            raise _Failed("the server sent no answer", retryable=True)
        return response, _result(answer)

    async def _received(
        self, server: _Server, session: _Session | None, data: bytes, request_id: int
    ) -> Mapping[str, Any] | None:
        """The message when it answers our request. What the server asks meanwhile is answered; the rest is passed over.

        Raises ValueError when it is not JSON.
        """
        message = orjson.loads(data)
        if not isinstance(message, dict):
            raise _Failed("the server sent something that is not a JSON-RPC message")
        if "method" in message:
            if message.get("id") is not None and session is not None:
                await self._post(server, session, _reply(message))
            return None
        return message if message.get("id") == request_id else None

    async def close(self) -> None:
        """Tell the servers that their sessions are over, as far as they listen."""
        sessions, self._sessions = self._sessions, OrderedDict()
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await asyncio.gather(*(self._end(server, session) for server, session in sessions.items()))

    async def _end(self, server: _Server, session: _Session) -> None:
        if session.id is not None:
            with suppress(httpx.HTTPError, Refused):
                headers = {**dict(server[1]), **_protocol_headers(session)}
                await self._http.client.delete(server[0], headers=headers)


def _protocol_headers(session: _Session | None) -> dict[str, str]:
    headers = {"Accept": "application/json, text/event-stream"}
    if session is not None:
        headers["MCP-Protocol-Version"] = session.version
        if session.id is not None:
            headers["Mcp-Session-Id"] = session.id
    return headers


def _reply(request: Mapping[str, Any]) -> dict[str, Any]:
    """To a request of the server: we are there, and can do nothing else."""
    reply: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"]}
    if request["method"] == "ping":
        return reply | {"result": {}}
    return reply | {"error": {"code": _METHOD_NOT_FOUND, "message": "not supported"}}


def _result(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    error = answer.get("error")
    if error is not None:
        text = error.get("message") if isinstance(error, dict) else None
        raise _Failed(text if isinstance(text, str) else "the server answered with an error")
    result = answer.get("result")
    if not isinstance(result, dict):
        raise _Failed("the server's answer has no result")
    return result


def _tool_result(result: Mapping[str, Any]) -> ToolResult:
    """Structured content when there is some, else the texts: JSON when they are, like the body of an HTTP tool."""
    content = result.get("content")
    blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
    texts = [block["text"] for block in blocks if block.get("type") == "text" and isinstance(block.get("text"), str)]
    text = "\n".join(texts)
    if result.get("isError") is True:
        return ToolResult("failure", parsed(text.encode()), text or "the tool failed")
    structured = result.get("structuredContent")
    return ToolResult("success", structured if structured is not None else parsed(text.encode()), None)
