"""The carrier's webhooks: what Twilio asks over HTTP, and the TwiML that we answer. Signatures come first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from prometheus_client import generate_latest
from starlette.requests import ClientDisconnect
from twilio.request_validator import RequestValidator

from talkif_schemas import traceparent
from talkif_schemas.events import TransferStatus
from talkif_schemas.ids import CallId, new_call_id

from .carrier_logins import CARRIER, CarrierLogins, LoginUnavailable
from .clock import Clock
from .media_token import LIFETIME_S, MediaToken, new_nonce, sign
from .metrics import Metrics
from .providers.carrier.twilio import STATUS_PATH, VOICE_PATH
from .settings import Settings
from .store import OUTAGES, NotRunnable, Store, StoredCall
from .switchboard import Handover, Switchboard
from .wire import twilio

_log = logging.getLogger(__name__)

MAX_FORM_BYTES = 64 * 1024
#: Within which it has to be there. Twilio gives up after 15 s.
FORM_S = 10.0
_BUSY = "All our lines are busy. Please call again in a few minutes. Goodbye."
_NO_FLOW = "This number is not in service. Goodbye."
#: Twilio takes 1 to 600 seconds; less than 5 is over before a phone has rung twice.
_MIN_RING_S, _MAX_RING_S = 5, 600
_DIAL_STATUS: Mapping[str, TransferStatus] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "completed": "completed",
    "answered": "completed",
}


class _Forged(Exception):
    """The request does not come from the carrier."""


class Webhooks:
    """Answers the carrier. Every URL that is handed out leads back here or to the media listener."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        logins: CarrierLogins,
        switchboard: Switchboard,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._settings = settings
        self._store = store
        self._switchboard = switchboard
        self._clock = clock
        self._metrics = metrics
        self._logins = logins
        self.router = APIRouter()
        self.router.post(VOICE_PATH)(self.voice)
        self.router.post(STATUS_PATH)(self.status)
        self.router.post("/carrier/twilio/calls/{call_id}/next")(self.next)
        self.router.post("/carrier/twilio/calls/{call_id}/dialled/{attempt}")(self.dialled)
        self.router.post("/carrier/twilio/calls/{call_id}/whisper")(self.whisper)
        self.router.post("/carrier/twilio/amd")(self.answer_detected)
        self.router.get("/healthz")(self.healthz)
        self.router.get("/metrics")(self.prometheus)

    async def voice(self, request: Request) -> Response:
        """A call comes in."""
        form = await self._form(request)
        asked = twilio.parse_voice_request(form)
        if self._switchboard.full:
            return _twiml(twilio.say_and_hangup(_BUSY))
        route = await self._store.route_number(asked.to, asked.call_sid)
        if route is None or route.digest is None:
            return _twiml(twilio.say_and_hangup(_NO_FLOW))
        await self._switchboard.programs.load(route.account_id, route.digest)
        nonce = new_nonce()
        call_id = await self._store.create_call(
            new_call_id(), route, CARRIER, asked.call_sid, asked.from_, asked.to, nonce, traceparent.current()
        )
        return self._connect(call_id, nonce)

    async def next(self, request: Request, call_id: str) -> Response:
        """The audio ended: the caller is handed over when the flow said so, else the call is over."""
        form = await self._form(request, call_id)
        asked = twilio.parse_voice_request(form)
        stored = await self._stored(call_id, asked)
        if stored is None or asked.call_status == "completed":
            return _twiml(twilio.hangup())
        transfer = await self._switchboard.pending_transfer(stored)
        if transfer is None or not transfer.targets:
            return _twiml(twilio.hangup())
        return self._dial(stored, transfer, 0)

    async def dialled(self, request: Request, call_id: str, attempt: int) -> Response:
        """How one number of a transfer answered. The next one is tried, or the caller comes back into the flow."""
        form = await self._form(request, call_id)
        action = twilio.parse_dial_action(form)
        stored = await self._stored(call_id, action.call)
        if stored is None:
            return _twiml(twilio.hangup())
        if await self._switchboard.returning(stored):  # The carrier asks again: our first answer was lost.
            return await self._reconnect(stored)
        transfer = await self._switchboard.pending_transfer(stored)
        if transfer is None or not 0 <= attempt < len(transfer.targets):
            return _twiml(twilio.hangup())
        status = _DIAL_STATUS.get(action.dial_call_status, "failure")
        caller_gone = action.call.call_status == "completed"
        target = transfer.targets[attempt]
        if status != "completed" and not caller_gone and attempt + 1 < len(transfer.targets):
            await self._switchboard.tried(stored, target, status)
            return self._dial(stored, transfer, attempt + 1)
        if await self._switchboard.transferred(stored, target, status) or caller_gone:
            return _twiml(twilio.hangup())
        return await self._reconnect(stored)

    async def whisper(self, request: Request, call_id: str) -> Response:
        """A colleague picked up: what they are told before the caller is connected. Their leg is a call of its own."""
        form = await self._form(request, call_id)
        stored = await self._store.find_call(CallId(call_id))
        if stored is None or form.get("ParentCallSid", stored.carrier_call_id) != stored.carrier_call_id:
            return _twiml(twilio.hangup())
        transfer = await self._switchboard.pending_transfer(stored)
        return _twiml(twilio.say(transfer.whisper, transfer.language) if transfer is not None else twilio.hangup())

    async def answer_detected(self, request: Request) -> Response:
        """Who or what picked up, says the carrier's answering machine detection, some seconds into the call."""
        form = await self._form(request)
        result = twilio.parse_amd_result(form)
        stored = await self._store.find_call_by_carrier_id(CARRIER, result.call_sid)
        if stored is not None and stored.status in ("ringing", "inprogress"):
            self._switchboard.answer_detected(stored.call_id, result.answered_by)
        return Response(status_code=204)

    async def status(self, request: Request) -> Response:
        """The call is over, says the carrier. Only news where its process died, or is about to."""
        form = await self._form(request)
        asked = twilio.parse_voice_request(form)
        stored = await self._store.find_call_by_carrier_id(CARRIER, asked.call_sid)
        if stored is not None and asked.call_status in ("completed", "busy", "failed", "no-answer", "canceled"):
            await self._switchboard.line_died(stored)
        return Response(status_code=204)

    async def healthz(self) -> Mapping[str, int]:
        return {"activeCalls": len(self._switchboard.active)}

    async def prometheus(self) -> Response:
        return Response(generate_latest(self._metrics.registry), media_type="text/plain; version=0.0.4")

    def _dial(self, stored: StoredCall, transfer: Handover, attempt: int) -> Response:
        base = f"{self._settings.public_url}/carrier/twilio/calls/{stored.call_id}"
        ring_s = min(max(transfer.ring_ms // 1000, _MIN_RING_S), _MAX_RING_S)
        whisper_url = f"{base}/whisper" if transfer.whisper else None
        return _twiml(
            twilio.dial(transfer.targets[attempt], f"{base}/dialled/{attempt}", ring_s, transfer.caller_id, whisper_url)
        )

    async def _reconnect(self, stored: StoredCall) -> Response:
        nonce = new_nonce()
        await self._store.renew_nonce(stored.call_id, stored.account_id, nonce)
        return self._connect(stored.call_id, nonce)

    def _connect(self, call_id: CallId, nonce: str) -> Response:
        expires_at_s = int(self._clock.now().timestamp()) + LIFETIME_S
        token = sign(MediaToken(call_id, nonce, expires_at_s), self._settings.media_key)
        action = f"{self._settings.public_url}/carrier/twilio/calls/{call_id}/next"
        return _twiml(twilio.connect_stream(f"{self._settings.media_url}/media/{token}", action))

    async def _stored(self, call_id: str, asked: twilio.VoiceRequest) -> StoredCall | None:
        stored = await self._store.find_call(CallId(call_id))
        return stored if stored is not None and stored.carrier_call_id == asked.call_sid else None

    async def _form(self, request: Request, call_id: str = "") -> dict[str, str]:
        """The form of a request that the carrier signed with the token of the call's account. Raises _Forged."""
        signature = request.headers.get("X-Twilio-Signature", "")
        if not signature:
            raise _Forged
        body = await _body(request)
        try:
            form = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200))
        except ValueError as error:
            raise _Forged from error
        url = self._settings.public_url + request.url.path
        if request.url.query:
            url += f"?{request.url.query}"
        login = await self._logins.of_webhook(call_id, form.get("CallSid", ""), form.get("To", ""))
        if login is None or not RequestValidator(login.auth_token).validate(url, form, signature):
            raise _Forged
        return form


async def _body(request: Request) -> bytes:
    """Bounded in size and time, because nothing is known yet of who sends it. Raises _Forged."""
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_S):
            async for piece in request.stream():
                body += piece
                if len(body) > MAX_FORM_BYTES:
                    raise _Forged
    except (TimeoutError, ClientDisconnect) as error:
        raise _Forged from error
    return bytes(body)


def _twiml(document: str) -> Response:
    return Response(document, media_type="text/xml")


async def refuse_forged(_request: Request, _error: Exception) -> Response:
    """Says nothing about why."""
    return Response(status_code=403)


async def refuse_malformed(_request: Request, error: Exception) -> Response:
    return Response(str(error), status_code=400, media_type="text/plain")


async def unavailable(_request: Request, _error: Exception) -> Response:
    """The carrier asks its fallback URL, or speaks its own apology."""
    return Response(status_code=503)


async def ours_to_mend(request: Request, error: Exception) -> Response:
    """As when we are away."""
    _log.error("%s cannot be answered: %s", request.url.path, error)
    return await unavailable(request, error)


#: Error -> what is answered.
HANDLERS: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
    _Forged: refuse_forged,
    twilio.WireError: refuse_malformed,
    LoginUnavailable: ours_to_mend,
    NotRunnable: ours_to_mend,
    **dict.fromkeys(OUTAGES, unavailable),
}
