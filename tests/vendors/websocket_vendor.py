"""A vendor's WebSocket on loopback, with the ways in which a vendor fails. It is made with another library than the one
under test, so that both have to keep to the protocol.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any, Literal, Self, TypeAlias

import orjson
from websockets.asyncio.server import Request, Response, Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Fault: TypeAlias = Literal["none", "no_upgrade", "mute", "garbage", "wrong_shape", "drop", "close"]


class WebSocketVendor:
    """`fault` is what goes wrong; `refuse_status` is the HTTP status that it answers with in place of an upgrade.

    Faults: never upgrades · upgrades and never says anything again, not even pongs · answers the first message with
    something that is not JSON, or with JSON of another shape · resets the connection, or closes it with
    `close_code`, after the first message.
    """

    def __init__(self, *, fault: Fault = "none", refuse_status: int | None = None, close_code: int = 1011) -> None:
        self.fault = fault
        self.refuse_status = refuse_status
        self.close_code = close_code
        self.requests: list[Request] = []
        self.received: list[Any] = []
        """Decoded JSON of text messages; audio as bytes."""
        self.connections = 0
        self.url = ""
        self._changed = asyncio.Condition()
        self._released = asyncio.Event()
        self._exit = AsyncExitStack()

    async def __aenter__(self) -> Self:
        server: Server = await self._exit.enter_async_context(
            serve(self._connected, "127.0.0.1", 0, process_request=self._upgrade, close_timeout=0.2)
        )
        host, port = server.sockets[0].getsockname()[:2]
        self.url = f"ws://{host}:{port}"
        return self

    async def __aexit__(self, *exception: object) -> None:
        self.release()
        await self._exit.aclose()

    def release(self) -> None:
        """Let go of connections that a fault holds on to."""
        self._released.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that is seen in `received`, `requests` or `connections`."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(condition)

    async def serve(self, connection: ServerConnection, message: Any) -> None:
        """Answer one message as the vendor does."""
        raise NotImplementedError

    async def _upgrade(self, connection: ServerConnection, request: Request) -> Response | None:
        self.requests.append(request)
        if self.fault == "no_upgrade":
            await self._released.wait()
        if self.refuse_status is not None:
            return connection.respond(self.refuse_status, "refused\n")  # type: ignore[arg-type]
        return None

    async def _connected(self, connection: ServerConnection) -> None:
        await self._count(+1)
        try:
            if self.fault == "mute":
                connection.transport.pause_reading()
                await self._released.wait()
                connection.transport.abort()
            async for raw in connection:
                message = raw if isinstance(raw, bytes) else orjson.loads(raw)
                self.received.append(message)
                await self._notify()
                if not await self._failed(connection):
                    await self.serve(connection, message)
        except ConnectionClosed:
            pass  # the client may leave while we answer
        finally:
            await self._count(-1)

    async def _failed(self, connection: ServerConnection) -> bool:
        match self.fault:
            case "garbage":
                await connection.send("<html>502 Bad Gateway</html>")
            case "wrong_shape":
                await connection.send('["unexpected"]')
            case "drop":
                connection.transport.abort()
            case "close":
                await connection.close(self.close_code, "going away")
            case _:
                return False
        return True

    async def _count(self, change: int) -> None:
        self.connections += change
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
