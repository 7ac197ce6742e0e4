"""A carrier that takes one call from the first ring to the status callback, as Twilio does."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Literal, TypeAlias
from urllib.parse import urljoin

from talkif_runtime.clock import Clock, SystemClock
from talkif_runtime.wire.twilio.webhooks import CallStatus, DialCallStatus
from talkif_schemas.events import AnsweredBy

from . import twiml
from .caller import Caller, Say, Step
from .ear import Ear, Heard
from .error import PhoneError
from .media_stream import CarrierStream
from .webhooks import WebhookClient

_MAX_DOCUMENTS = 30

EndedBy: TypeAlias = Literal["caller", "server", "carrier"]
_Next: TypeAlias = tuple[str, dict[str, str]]
"""URL and form of the request for the next document."""


@dataclass(frozen=True, slots=True)
class CallReport:
    call_sid: str
    answered: bool
    ended_by: EndedBy
    """`carrier`: the call broke on an error, or on its time limit."""
    duration_ms: int
    """Since the call was answered."""
    heard: tuple[Heard, ...]
    heard_ms: int
    steps_done: int
    error: str | None
    """Why the call did not go as the script and the protocol demand. None when all is well."""
    said: tuple[str, ...]
    """Texts that the server had the carrier speak."""
    whispered: tuple[str, ...]
    """Texts that those who were dialled heard before they were connected."""
    dialled: tuple[tuple[str, ...], ...]
    """Targets of each `<Dial>`."""
    stream_close_codes: tuple[int, ...]
    """One for each stream that the server ended; 1006 when it broke off."""


@dataclass(frozen=True, slots=True)
class SimulatedCarrier:
    voice_url: str
    auth_token: str
    status_url: str | None = None
    amd_url: str | None = None
    """Told what `Detected` steps find."""
    account_sid: str = "AC" + "0" * 32
    max_call_ms: int = 10 * 60 * 1000
    clock: Clock = field(default_factory=SystemClock)
    """Dates the status callback. All waiting and measuring goes by the event loop's clock."""

    async def place_call(
        self,
        *,
        from_: str,
        to: str,
        script: Sequence[Step],
        speak: Callable[[str], Awaitable[bytes]],
        dial_results: Sequence[DialCallStatus] = (),
    ) -> CallReport:
        """Call the number `to`. What the server does wrong is told in the report.

        `speak` makes mu-law audio of the caller's words; it is asked before the phone rings. `dial_results` says how
        each `<Dial>` ends, in order. Raises ValueError when the script makes no sense.
        """
        speech = {step.text: await speak(step.text) for step in script if isinstance(step, Say)}
        ear = Ear()
        caller = Caller(script, speech, ear)
        async with WebhookClient(self.auth_token) as webhooks:
            return await _Call(self, from_, to, caller, ear, iter(dial_results), webhooks).run()


class _Call:
    """One call on its way through the server's TwiML."""

    def __init__(
        self,
        carrier: SimulatedCarrier,
        from_: str,
        to: str,
        caller: Caller,
        ear: Ear,
        dial_results: Iterator[DialCallStatus],
        webhooks: WebhookClient,
    ) -> None:
        self._carrier = carrier
        self._call_sid = _sid("CA")
        self._caller = caller
        self._ear = ear
        self._dial_results = dial_results
        self._webhooks = webhooks
        self._numbers = {"From": from_, "Caller": from_, "To": to, "Called": to}
        self._answered_at: float | None = None
        self._said: list[str] = []
        self._whispered: list[str] = []
        self._dialled: list[tuple[str, ...]] = []
        self._close_codes: list[int] = []
        self._reports: list[asyncio.Task[str]] = []

    async def run(self) -> CallReport:
        ended_by: EndedBy = "carrier"
        error: str | None = None
        try:
            ended_by = await self._follow()
        except PhoneError as problem:
            error = str(problem)
        for answer in await asyncio.gather(*self._reports, return_exceptions=True):
            if isinstance(answer, PhoneError):
                error = error or str(answer)
        duration_ms = 0
        if self._answered_at is not None:
            duration_ms = round((asyncio.get_running_loop().time() - self._answered_at) * 1000)
        try:
            await self._report_status(duration_ms, failed=error is not None)
        except PhoneError as problem:
            error = error or f"status callback: {problem}"
        return CallReport(
            call_sid=self._call_sid,
            answered=self._answered_at is not None,
            ended_by=ended_by,
            duration_ms=duration_ms,
            heard=self._ear.heard(),
            heard_ms=self._ear.total_ms,
            steps_done=self._caller.steps_done,
            error=error,
            said=tuple(self._said),
            whispered=tuple(self._whispered),
            dialled=tuple(self._dialled),
            stream_close_codes=tuple(self._close_codes),
        )

    async def _follow(self) -> EndedBy:
        """Carry out document after document."""
        url, form = self._carrier.voice_url, self._form("ringing")
        for _ in range(_MAX_DOCUMENTS):
            document = twiml.parse(await self._webhooks.post(url, form))
            outcome = await self._carry_out(document, url)
            if not isinstance(outcome, tuple):
                return outcome
            url, form = outcome
        raise PhoneError(f"the server sent the call through {_MAX_DOCUMENTS} documents without an end")

    async def _carry_out(self, document: tuple[twiml.Verb, ...], url: str) -> EndedBy | _Next:
        """Who ended the call, or how the next document is fetched."""
        for verb in document:
            if isinstance(verb, twiml.Redirect):
                return urljoin(url, verb.url), self._form("ringing" if self._answered_at is None else "in-progress")
            if isinstance(verb, twiml.Reject) and self._answered_at is None:
                return "server"
            answered_at = self._answer()
            outcome: EndedBy | _Next | None = None
            match verb:
                case twiml.Hangup() | twiml.Reject():
                    outcome = "server"
                case twiml.Say():
                    self._said.append(verb.text)
                case twiml.Dial():
                    outcome = await self._dial(verb, url)
                case twiml.Connect():
                    outcome = await self._connect(verb, url, answered_at)
            if outcome is not None:
                return outcome
        return "server"

    def _answer(self) -> float:
        if self._answered_at is None:
            self._answered_at = asyncio.get_running_loop().time()
        return self._answered_at

    async def _dial(self, verb: twiml.Dial, url: str) -> _Next | None:
        self._dialled.append(verb.targets)
        status = next(self._dial_results, None)
        if status is None:
            raise PhoneError(f"the script does not say how dialling {', '.join(verb.targets)} ends")
        leg = _sid("CA")
        if verb.whisper is not None and status in ("completed", "answered"):
            await self._whisper(urljoin(url, verb.whisper), leg, verb.targets[0])
        if verb.action is None:
            return None
        form = self._form("in-progress") | {"DialCallSid": leg, "DialCallStatus": status}
        if status in ("completed", "answered"):
            form |= {"DialCallDuration": "1", "DialBridged": "true"}
        return urljoin(url, verb.action), form

    async def _whisper(self, url: str, leg: str, number: str) -> None:
        """The callee's leg is a call of its own until the two are connected."""
        form = self._form("in-progress") | {
            "CallSid": leg,
            "ParentCallSid": self._call_sid,
            "Direction": "outbound-dial",
            "To": number,
            "Called": number,
        }
        for verb in twiml.parse(await self._webhooks.post(url, form)):
            if not isinstance(verb, twiml.Say):
                raise PhoneError(f"a whisper with {type(verb).__name__} is more than the simulated phone knows")
            self._whispered.append(verb.text)

    async def _connect(self, verb: twiml.Connect, url: str, answered_at: float) -> EndedBy | _Next | None:
        stream = CarrierStream(
            _sid("MZ"), self._carrier.account_sid, self._call_sid, self._caller, self._ear, self._report_answer
        )
        headers = {"X-Twilio-Signature": self._webhooks.signature(verb.stream_url, {})}
        ended_by = await stream.run(verb.stream_url, headers, verb.parameters, answered_at, self._carrier.max_call_ms)
        action_url = None if verb.action is None else urljoin(url, verb.action)
        if ended_by == "server":
            self._close_codes.append(stream.close_code)
            return None if action_url is None else (action_url, self._form("in-progress"))
        if action_url is not None:
            # The verb has ended, so Twilio asks; the caller is gone, so it ignores the answer.
            await self._webhooks.post(action_url, self._form("completed"))
        return "caller"

    def _report_answer(self, answered_by: AnsweredBy) -> None:
        """Beside the call, which goes on meanwhile."""
        if self._carrier.amd_url is None:
            raise PhoneError("the script detects who answered, but nobody asked the carrier to")
        form = {
            "AccountSid": self._carrier.account_sid,
            "CallSid": self._call_sid,
            "AnsweredBy": answered_by,
            "MachineDetectionDuration": "3000",
        }
        self._reports.append(asyncio.create_task(self._webhooks.post(self._carrier.amd_url, form)))

    async def _report_status(self, duration_ms: int, *, failed: bool) -> None:
        if self._carrier.status_url is None:
            return
        status: CallStatus = "completed" if self._answered_at is not None else "failed" if failed else "busy"
        form = self._form(status) | {
            "CallDuration": str(duration_ms // 1000),
            "SequenceNumber": "0",
            "CallbackSource": "call-progress-events",
            "Timestamp": format_datetime(self._carrier.clock.now()),
        }
        await self._webhooks.post(self._carrier.status_url, form)

    def _form(self, call_status: CallStatus) -> dict[str, str]:
        return {
            "AccountSid": self._carrier.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": self._call_sid,
            "CallStatus": call_status,
            "Direction": "inbound",
            **self._numbers,
        }


def _sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)
