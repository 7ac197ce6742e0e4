"""Twilio Media Streams: one listener object per WebSocket, plain callbacks, no task per frame."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSTransport

from talkif_schemas.events import DtmfPressed, HungUp
from talkif_schemas.log_context import belonging_to

from .session.call import Call
from .store import OUTAGES, NotRunnable, StoredCall
from .switchboard import Switchboard
from .wire import twilio

_log = logging.getLogger(__name__)

#: A connection that has not said which call it is by then is closed.
START_TIMEOUT_S = 5.0
#: Audio frames that wait while the call is being prepared: two seconds.
MAX_EARLY_FRAMES = 100
#: And keys: more than anybody presses in that time.
MAX_EARLY_KEYS = 20
_KEYS = frozenset("0123456789*#")


#: Given the carrier's id of the call, the call that this connection may run, or None.
Claim: TypeAlias = Callable[[str], Awaitable[StoredCall | None]]


class MediaStream(WSListener):
    """The audio of one call, from the carrier's handshake to the end of the connection."""

    def __init__(
        self,
        claim: Claim,
        switchboard: Switchboard,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._claim = claim
        self._switchboard = switchboard
        self._spawn = spawn
        self._transport: WSTransport | None = None
        self._writer: twilio.ServerWriter | None = None
        self._call: Call | None = None
        self._early: list[twilio.Media] = []
        self._early_keys: list[str] = []
        self._deadline: asyncio.TimerHandle | None = None
        self._stopped = False

    # ------------------------------------------------------------ WSListener

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._deadline = asyncio.get_running_loop().call_later(START_TIMEOUT_S, self._refuse, "no start message")

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._transport = None
        self._disarm()
        if not self._stopped:
            self._stopped = True
            if self._call is not None:
                self._call.hung_up("carrier", "the connection broke")

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT and frame.fin:
            try:
                self._receive(frame.get_payload_as_bytes())
            except twilio.UnknownEvent as error:
                _log.info("media connection: %s", error)
            except twilio.WireError as error:
                self._refuse(str(error))
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
        elif frame.msg_type != WSMsgType.PONG:
            self._refuse("only whole text messages are understood")

    def _receive(self, data: bytes) -> None:
        call = self._call
        if call is not None and data[:16] == b'{"event":"media"':
            heard = twilio.media_payload(data)
            if heard is not None:
                call.hear(*heard)
            return
        message = twilio.parse(data)
        if isinstance(message, twilio.Start):
            self._start(message)
        elif isinstance(message, twilio.Stop):
            self._stopped = True
            if call is not None:
                call.hung_up("caller", "stop")
            self.close()
        elif call is not None:
            _pass_on(call, message)
        else:
            self._keep(message)

    def _keep(self, message: twilio.Message) -> None:
        """What comes before there is a call."""
        if isinstance(message, twilio.Media) and len(self._early) < MAX_EARLY_FRAMES:
            self._early.append(message)
        elif isinstance(message, twilio.Dtmf) and message.digit in _KEYS and len(self._early_keys) < MAX_EARLY_KEYS:
            self._early_keys.append(message.digit)

    # ------------------------------------------------------------ the call

    def _start(self, start: twilio.Start) -> None:
        if self._writer is not None:
            self._refuse("a second start message")
            return
        if (start.media_format.encoding, start.media_format.sample_rate_hz) != ("audio/x-mulaw", 8000):
            self._refuse(f"unknown media format {start.media_format.encoding[:40]!r}")
            return
        self._writer = twilio.ServerWriter(start.stream_sid)
        self._disarm()
        self._spawn(self._run(start.call_sid))

    async def _run(self, carrier_call_id: str) -> None:
        try:
            stored = await self._claim(carrier_call_id)
            if stored is None:
                self._refuse("the token was used before, or belongs to another call")
                return
            call, first = await self._switchboard.prepare(stored, self)
        except (*OUTAGES, NotRunnable) as error:
            _log.error("call %s of the carrier cannot start: %s", carrier_call_id, error)
            self._refuse("unavailable")
            return
        except Exception:
            self._refuse("defect")  # The caller would wait on a mute line.
            raise
        self._call = call
        for media in self._early:
            call.hear(media.audio, media.timestamp_ms)
        self._early.clear()
        first = (*first, *(DtmfPressed(at_ms=call.at_ms(), digit=digit) for digit in self._early_keys))
        if self._stopped:
            first = (*first, HungUp(at_ms=call.at_ms(), by="caller", reason="gone before the start"))
        with belonging_to(callId=stored.call_id, accountId=stored.account_id):
            await self._switchboard.run(stored, call, first)

    def _refuse(self, reason: str) -> None:
        """Close a connection that does not follow the protocol. The carrier then asks for the next TwiML."""
        _log.warning("media connection refused: %s", reason)
        if self._call is not None and not self._stopped:
            self._stopped = True
            self._call.hung_up("carrier", reason)
        if self._transport is not None:
            self._transport.send_close(WSCloseCode.POLICY_VIOLATION)
            self._transport.disconnect()

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    # ------------------------------------------------------------ Carrier

    def send_audio(self, audio: bytes) -> None:
        if self._transport is not None and self._writer is not None:
            self._transport.send(WSMsgType.TEXT, self._writer.media(audio))

    def send_mark(self, name: str) -> None:
        if self._transport is not None and self._writer is not None:
            self._transport.send(WSMsgType.TEXT, self._writer.mark(name))

    def send_clear(self) -> None:
        if self._transport is not None and self._writer is not None:
            self._transport.send(WSMsgType.TEXT, self._writer.clear())

    def close(self) -> None:
        self._stopped = True
        if self._transport is not None:
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect()


def _pass_on(call: Call, message: twilio.Message) -> None:
    """What happens on the line while the call runs."""
    match message:
        case twilio.Media(audio=audio, timestamp_ms=timestamp_ms):
            call.hear(audio, timestamp_ms)
        case twilio.Dtmf(digit=digit) if digit in _KEYS:
            call.dispatch(DtmfPressed(at_ms=call.at_ms(), digit=digit))
        case twilio.Mark(name=name):
            call.mark(name)
