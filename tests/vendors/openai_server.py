"""OpenAI chat completions on loopback: HTTP/1.1 with server-sent events, written by hand so that it can misbehave."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeAlias

import orjson

Fault: TypeAlias = Literal["none", "no_answer", "stall", "garbage", "wrong_shape", "drop", "cut", "error_event"]


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; the arguments arrive in pieces of a few characters."""

    name: str
    arguments: str
    id: str = "call_1"


class OpenAiServer:
    """Faults: takes the request and never answers · after the first word stops, sends what is not JSON or has another
    shape, resets the connection, ends the stream early but cleanly, or sends an error event.
    """

    def __init__(
        self,
        *,
        says: str = "It ships today.",
        calls: tuple[Call, ...] = (),
        finish_reason: str = "stop",
        fault: Fault = "none",
        refuse_status: int | None = None,
        error_code: str = "as_told",
    ) -> None:
        self.says = says
        self.calls = calls
        self.finish_reason = finish_reason
        self.fault = fault
        self.refuse_status = refuse_status
        self.error_code = error_code
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.connections = 0
        """Open now."""
        self.connected = 0
        """Ever."""
        self.url = ""
        self._changed = asyncio.Condition()
        self._handlers: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        self.url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(self, *exception: object) -> None:
        assert self._server is not None
        self._server.close()
        for handler in self._handlers:
            handler.cancel()
        await asyncio.gather(*self._handlers, return_exceptions=True)
        await self._server.wait_closed()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that is seen in `requests` or `connections`."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(condition)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._handlers.add(task)
        task.add_done_callback(self._handlers.discard)
        await self._count(+1)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while await self._answer(reader, writer):
                    pass
        finally:
            writer.close()
            await asyncio.shield(self._count(-1))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; False when the connection is to be closed."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        if found := re.search(r"(?im)^authorization: (.*)\r$", head):
            self.authorizations.append(found[1])
        length = re.search(r"(?im)^content-length: (\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if self.refuse_status is not None:
            await _respond(writer, self.refuse_status, {"error": {"message": "as told", "code": self.error_code}})
            return True
        if head.startswith("GET /v1/models "):
            await _respond(writer, 200, {"object": "list", "data": []})
            return True
        self.requests.append(orjson.loads(body))
        await self._notify()
        if self.fault == "no_answer":
            await reader.read()
            return False
        return await self._stream(reader, writer)

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        chunks = [delta_chunk(delta) for delta in self._deltas()]
        await _event(writer, orjson.dumps(chunks[0]))
        if self.fault != "none":
            return await self._misbehave(reader, writer)
        for chunk in chunks[1:]:
            await _event(writer, orjson.dumps(chunk))
        await _event(writer, orjson.dumps(delta_chunk({}, self.finish_reason)))
        usage = {
            "prompt_tokens": 12,
            "completion_tokens": len(chunks),
            "total_tokens": 12 + len(chunks),
            "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 0},
        }
        await _event(writer, orjson.dumps(completion_chunk([], usage)))
        await _event(writer, b"[DONE]")
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _misbehave(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        match self.fault:
            case "stall":
                await reader.read()
            case "garbage":
                await _event(writer, b"<html>502 Bad Gateway</html>")
            case "wrong_shape":
                await _event(writer, b'{"choices": 7}')
            case "error_event":
                await _event(writer, b'{"error": {"message": "overloaded"}}')
            case "cut":
                writer.write(b"0\r\n\r\n")
                await writer.drain()
                return True
            case _:
                writer.transport.abort()
        return False

    def _deltas(self) -> list[dict[str, Any]]:
        words = re.findall(r"\s*\S+", self.says)
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": words[0] if words else None}]
        deltas += [{"content": word} for word in words[1:]]
        for index, call in enumerate(self.calls):
            head = {"name": call.name, "arguments": ""}
            deltas.append({"tool_calls": [{"index": index, "id": call.id, "type": "function", "function": head}]})
            for piece in re.findall(r".{1,7}", call.arguments):
                deltas.append({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
        return deltas

    async def _count(self, change: int) -> None:
        self.connections += change
        self.connected += max(change, 0)
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def delta_chunk(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return completion_chunk([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}], None)


def completion_chunk(choices: list[dict[str, Any]], usage: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_760_000_000,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": choices,
        "usage": usage,
    }


async def _event(writer: asyncio.StreamWriter, data: bytes) -> None:
    event = b"data: " + data + b"\n\n"
    writer.write(b"%x\r\n%s\r\n" % (len(event), event))
    await writer.drain()


async def _respond(writer: asyncio.StreamWriter, status: int, body: dict[str, Any]) -> None:
    data = orjson.dumps(body)
    head = f"HTTP/1.1 {status} Told\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    writer.write(head.encode() + data)
    await writer.drain()
