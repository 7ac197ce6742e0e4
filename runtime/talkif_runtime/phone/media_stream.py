"""One Media Stream, the carrier's end: connected, start, audio both ways every 20 ms, stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from picows import WSCloseCode, WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from talkif_runtime.wire import twilio
from talkif_schemas.events import AnsweredBy

from .caller import Caller
from .ear import Ear
from .error import PhoneError
from .playout import FRAME_MS, PlayoutBuffer

CONNECT_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 5.0
# RFC 6455, section 7.4.1.
_NO_CLOSE_CODE = 1005
_BROKEN_OFF = 1006
_MAX_MESSAGE_BYTES = 4 * 1024 * 1024

StreamEnd: TypeAlias = Literal["caller", "server"]


class CarrierStream(WSListener):
    """What a caller says and hears through one WebSocket."""

    def __init__(
        self,
        stream_sid: str,
        account_sid: str,
        call_sid: str,
        caller: Caller,
        ear: Ear,
        detected: Callable[[AnsweredBy], None],
    ) -> None:
        self._stream_sid = stream_sid
        self._writer = twilio.CarrierWriter(stream_sid, account_sid, call_sid)
        self._caller = caller
        self._ear = ear
        self._detected = detected
        self._playout = PlayoutBuffer()
        self._transport: WSTransport | None = None
        self._broken: str | None = None
        self.close_code = _BROKEN_OFF
        """The server's close code; 1006 when it broke off without one."""

    async def run(
        self,
        url: str,
        headers: Mapping[str, str],
        parameters: Mapping[str, str],
        answered_at: float,
        max_call_ms: int,
    ) -> StreamEnd:
        """Until one side ends the stream. `answered_at` is on the loop's clock. Raises PhoneError."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                transport, _ = await ws_connect(
                    lambda: self,
                    url,
                    extra_headers=headers,
                    max_frame_size=_MAX_MESSAGE_BYTES,
                    websocket_handshake_timeout=None,
                    max_redirects=0,
                )
        except (WSError, OSError, ValueError) as error:
            reason = str(error) or "no answer to the handshake"
            raise PhoneError(f"the stream {url} does not open: {reason}") from error
        try:
            self._send(self._writer.connected())
            self._send(self._writer.start(parameters))
            return await self._pump(answered_at, max_call_ms)
        finally:
            await self._close(transport)

    async def _pump(self, answered_at: float, max_call_ms: int) -> StreamEnd:
        loop = asyncio.get_running_loop()
        start_at = loop.time()
        offset_ms = round((start_at - answered_at) * 1000)
        sent_ms = 0
        while True:
            # A point of the stream's own schedule, so that delays do not add up.
            await asyncio.sleep(max(0.0, start_at + sent_ms / 1000 - loop.time()))
            if self._broken is not None:
                raise PhoneError(self._broken)
            if self._transport is None:
                return "server"
            at_ms = offset_ms + sent_ms
            if at_ms > max_call_ms:
                raise PhoneError(f"the call lasted longer than {max_call_ms} ms")
            completed, audio = self._playout.play()
            self._return_marks(completed)
            act = self._caller.act(at_ms)
            if act.hang_up:
                return "caller"
            self._ear.hear(at_ms, audio)
            if act.digit is not None:
                self._send(self._writer.dtmf(act.digit))
            if act.detected is not None:
                self._detected(act.detected)
            self._send(self._writer.media(act.audio))
            sent_ms += FRAME_MS

    async def _close(self, transport: WSTransport) -> None:
        if not transport.is_disconnected:
            self._send(self._writer.stop())
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()
            try:
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await transport.wait_disconnected()
            except TimeoutError:
                transport.disconnect(graceful=False)

    # ------------------------------------------------------------ WSListener

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._transport = None

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT and frame.fin:
            try:
                self._receive(twilio.parse(frame.get_payload_as_bytes()))
            except (twilio.WireError, PhoneError) as error:
                self._broken = self._broken or f"the server broke the media protocol: {error}"
        elif frame.msg_type == WSMsgType.CLOSE:
            self.close_code = int.from_bytes(frame.get_payload_as_bytes()[:2], "big") or _NO_CLOSE_CODE
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()
        elif frame.msg_type not in (WSMsgType.PING, WSMsgType.PONG):
            self._broken = self._broken or "the server broke the media protocol: not a whole text message"

    def _receive(self, message: twilio.Message) -> None:
        match message:
            case twilio.Media() | twilio.Mark() | twilio.Clear():
                if message.stream_sid != self._stream_sid:
                    raise PhoneError(f"a message for another stream, {message.stream_sid[:40]!r}")
            case _:
                raise PhoneError(f"a server never sends {type(message).__name__}")
        match message:
            case twilio.Media(audio=audio):
                self._playout.add(audio)
            case twilio.Mark(name=name):
                self._return_marks(self._playout.mark(name))
            case twilio.Clear():
                self._return_marks(self._playout.clear())

    def _return_marks(self, names: list[str]) -> None:
        for name in names:
            self._ear.marked()
            self._send(self._writer.mark(name))

    def _send(self, text: bytes) -> None:
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, text)
