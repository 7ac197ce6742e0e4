"""Answers that are there before the request is: the connection ends soon, and not before the client has the answer.

The server below would let such a connection be for as long as the client sends a little now and then. And who closes
while the client still sends takes the answer from it, so what comes is read for a while. RFC 9112, section 9.6.
"""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: How long what still comes is read and thrown away.
LINGER_S: Final = 10.0

_END: Final[Message] = {"type": "http.response.body", "body": b"", "more_body": False}


class Lingering:
    """ASGI middleware; the answers that it is about have a Content-Length."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self._app(scope, receive, send)
            return
        is_whole = closes = ends = False

        async def receive_noting() -> Message:
            nonlocal is_whole
            message = await receive()
            is_whole = not message.get("more_body", False)
            return message

        async def send_until_end(message: Message) -> None:
            nonlocal closes, ends
            if message["type"] == "http.response.start" and not is_whole:
                closes = True
                MutableHeaders(scope=message)["Connection"] = "close"
            elif closes and not message.get("more_body", False):
                ends = True
                message = {**message, "more_body": True}
            await send(message)

        await self._app(scope, receive_noting, send_until_end)
        if ends:
            try:
                async with asyncio.timeout(LINGER_S):
                    while not is_whole:
                        await receive_noting()
            except TimeoutError:
                pass
            await send(_END)


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in headers
