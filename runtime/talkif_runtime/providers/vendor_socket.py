"""One WebSocket to a vendor, with plain callbacks: audio sockets carry fifty messages a second for each call.

Says once why it was lost, finds out by pings that a peer no longer answers, and leaves nothing behind on close.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from functools import cache
from typing import Any

import orjson
from picows import WSCloseCode, WSError, WSFrame, WSInvalidStatusError, WSListener, WSMsgType, WSTransport, ws_connect

from .contract import Kind, ProviderError

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
_CLOSE_TIMEOUT_S = 1.0
_DATA = (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION)


class VendorSocket(WSListener):
    """`on_message` takes decoded JSON and raises ValueError when it makes no sense of it.

    `on_tick` is called every `tick_s`, for messages that keep the vendor from hanging up. A peer that stays silent for
    a tick is pinged; if it stays silent for another one, the socket is lost.
    """

    def __init__(
        self,
        kind: Kind,
        provider: str,
        *,
        on_message: Callable[[Any], None],
        on_lost: Callable[[ProviderError], None],
        on_tick: Callable[[], None],
        tick_s: float,
    ) -> None:
        self._kind = kind
        self._provider = provider
        self._on_message = on_message
        self._on_lost = on_lost
        self._on_tick = on_tick
        self._tick_s = tick_s
        self._transport: WSTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._heard = True
        self._pinged = False
        self._parts: list[bytes] = []
        self._close_code: int | None = None
        self._close_reason = ""
        self._finished = False

    async def connect(self, url: str, headers: dict[str, str], timeout_s: float) -> None:
        """Raises ProviderError. Covers DNS, TCP, TLS and the upgrade within `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                await ws_connect(
                    lambda: self,
                    url,
                    ssl_context=_tls() if url.startswith("wss:") else None,
                    websocket_handshake_timeout=None,
                    extra_headers=headers,
                    max_redirects=0,
                    max_frame_size=MAX_MESSAGE_BYTES,
                )
        except TimeoutError:
            raise self.error("timeout", f"no connection within {timeout_s:g} s", retryable=True) from None
        except WSInvalidStatusError as error:
            status = int(error.response.status) if error.response is not None else 0
            raise self._refusal(status) from None
        except WSError as error:
            raise self.error("protocol", f"not a WebSocket answer: {error}", retryable=False) from error
        except OSError as error:
            raise self.error("unavailable", f"no connection: {error}", retryable=True) from error

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    def send_audio(self, audio: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.BINARY, audio)

    def send_json(self, message: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, message)

    def fail(self, error: ProviderError) -> None:
        """Give the connection up for this reason."""
        transport = self._transport
        self._lose(error)
        if transport is not None:
            transport.disconnect(graceful=False)

    async def close(self) -> None:
        """Idempotent. No callback follows. A peer that does not finish the closing handshake is cut off."""
        self._finished = True
        transport = self._transport
        self._release()
        if transport is None:
            return
        transport.send_close(WSCloseCode.OK)
        transport.disconnect()
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT_S):
                await transport.wait_disconnected()
        except TimeoutError:
            transport.disconnect(graceful=False)

    def error(self, code: str, detail: str, *, retryable: bool) -> ProviderError:
        return ProviderError(self._kind, self._provider, code, detail, retryable=retryable)

    # picows

    def on_ws_connected(self, transport: WSTransport) -> None:
        if self._finished:
            transport.disconnect(graceful=False)
            return
        self._transport = transport
        self._timer = asyncio.get_running_loop().call_later(self._tick_s, self._tick)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._heard = True
        if self._finished:
            return
        if frame.msg_type in _DATA:
            payload = self._assemble(frame)
            if payload is not None:
                self._receive(payload)
        elif frame.msg_type == WSMsgType.CLOSE:
            self._close_code = int(frame.get_close_code().value) if frame.payload_size else None
            self._close_reason = frame.get_close_reason() if frame.payload_size else ""
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._lose(self._loss())

    # inside

    def _assemble(self, frame: WSFrame) -> bytes | None:
        """The whole message once its last fragment is here."""
        self._parts.append(bytes(frame.get_payload_as_bytes()))
        # picows closes late when a frame is too large, and may hand it over before.
        if sum(map(len, self._parts)) > MAX_MESSAGE_BYTES:
            self.fail(self.error("protocol", f"a message exceeds {MAX_MESSAGE_BYTES} bytes", retryable=False))
            return None
        if not frame.fin:
            return None
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole

    def _receive(self, payload: bytes) -> None:
        try:
            message = orjson.loads(payload)
            self._on_message(message)
        except ValueError as error:
            self.fail(self.error("protocol", f"cannot read a message: {error}", retryable=True))

    def _tick(self) -> None:
        if self._transport is None:
            return
        if self._heard:
            self._heard = self._pinged = False
        elif not self._pinged:
            self._pinged = True
            self._transport.send_ping()
        else:
            self.fail(self.error("timeout", f"silent for {2 * self._tick_s:g} s", retryable=True))
            return
        self._timer = asyncio.get_running_loop().call_later(self._tick_s, self._tick)
        self._on_tick()

    def _loss(self) -> ProviderError:
        if self._close_code is None:
            return self.error("dropped", "the connection broke off", retryable=True)
        detail = f"closed by the vendor with {self._close_code} {self._close_reason}".rstrip()
        if self._close_code == WSCloseCode.POLICY_VIOLATION.value:
            return self.error("refused", detail, retryable=False)
        return self.error("dropped", detail, retryable=True)

    def _lose(self, error: ProviderError) -> None:
        self._release()
        if not self._finished:
            self._finished = True
            self._on_lost(error)

    def _release(self) -> None:
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refusal(self, status: int) -> ProviderError:
        detail = f"HTTP {status}"
        if status in (401, 403):
            return self.error("auth", detail, retryable=False)
        if status == 429:
            return self.error("rate_limited", detail, retryable=True)
        if status >= 500:
            return self.error("unavailable", detail, retryable=True)
        return self.error("refused", detail, retryable=False)


@cache
def _tls() -> ssl.SSLContext:
    """One for all connections: loading the trusted certificates takes tens of milliseconds."""
    return ssl.create_default_context()
