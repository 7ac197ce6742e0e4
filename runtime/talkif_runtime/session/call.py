"""One live call: the asyncio shell around the machine. Events go in one at a time, commands come out.

Everything that a call starts lives in its task group, so nothing outlives the call.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Literal

from talkif_runtime.audio_files import AudioError
from talkif_runtime.dialogue.commands import (
    AskModel,
    AwaitBeep,
    CancelModel,
    CancelRequest,
    Command,
    Expect,
    ForgetBeep,
    HangUp,
    Play,
    SendKeys,
    SendRequest,
    SendText,
    Speak,
    StartTimer,
    StopSpeaking,
    StopTimer,
    SwitchRecording,
    Transfer,
)
from talkif_runtime.dialogue.program import Program
from talkif_runtime.providers.contract import ProviderError
from talkif_runtime.wire.tones import key_tones
from talkif_schemas.artifact import ServiceRef
from talkif_schemas.events import (
    AudioFailed,
    BeepHeard,
    BindingMissing,
    CallEnded,
    CallStarted,
    Event,
    HungUp,
    Input,
    LlmAnswered,
    ServiceChosen,
    SpeechBegan,
    SpeechInterrupted,
    SpeechPlayed,
    SpeechStarted,
    TimerFired,
    TransferFinished,
    UtteranceHeard,
    VendorFailed,
)
from talkif_schemas.ids import AccountId, CallId

from . import machine
from .acting import act
from .beep import BeepDetector
from .call_trace import CallTrace
from .equipment import Carrier, Earlier, Equipment, Result
from .hearing import Hearing
from .listener import Listener
from .recording import Recording
from .speaker import Speaker
from .thinking import think
from .timers import Timers
from .voice import Voice
from .work import Work

_log = logging.getLogger(__name__)

#: Time for vendors' sockets and the journal after a call. A socket that is not closed then is dropped.
CLOSING_S = 0.8


class Call:
    """`run` lasts as long as the connection, and then as long as the flow goes on without the caller. `hear`, `mark`
    and `hung_up` are the carrier's callbacks.
    """

    def __init__(
        self,
        call_id: CallId,
        account_id: AccountId,
        program: Program,
        equipment: Equipment,
        carrier: Carrier,
        *,
        earlier: Earlier | None = None,
        traceparent: str | None = None,
    ) -> None:
        self.call_id = call_id
        self._account_id = account_id
        self._program = program
        self._equipment, self._carrier = equipment, carrier
        earlier = earlier or Earlier()
        self._state, self._seq = earlier.state, earlier.next_seq
        self._started_at = equipment.clock.monotonic() - earlier.elapsed_ms / 1000
        self._connected_at = equipment.clock.monotonic()
        self._trace = CallTrace(call_id, account_id, traceparent, equipment.clock.now(), earlier.elapsed_ms)
        self._events: deque[Input] = deque()
        self._dispatching = True  # What happens before `run` waits for the events that open the conversation.
        self._over = asyncio.Event()
        self._dead_since = earlier.dead_since
        self._ended: CallEnded | None = None
        self._transfer: Transfer | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._requests, self._fetches = Work(self._spawn), Work(self._spawn)
        self._beeps: BeepDetector | None = None
        """Set while somebody waits for an answering machine."""
        self._vendors = equipment.choose(program.artifact.services)
        self._recording = Recording(earlier.recording or ("on" if program.artifact.settings.recording else "off"))
        now = equipment.clock.monotonic
        self._listener = Listener(now)
        self._speaker = Speaker(carrier, now, began=self._speech_began, played=self._speech_played, recorded=self._said)
        self._hearing = Hearing(
            self._vendors.stt,
            program.artifact.language,
            self._listener,
            speech_started=lambda: self.dispatch(SpeechStarted(at_ms=self.at_ms())),
            final=self._utterance,
            chosen=lambda ref, reason: self._chose("stt", ref, reason),
            failed=self._vendor_failed,
            out_of_vendors=lambda error: self._out_of_vendors("stt", error),
            reopen=lambda: self._open(self._hearing),
        )
        self._voice = Voice(
            self._vendors.tts,
            program.artifact.language,
            self._speaker,
            equipment.speech_cache,
            chosen=lambda ref, reason: self._chose("tts", ref, reason),
            failed=self._vendor_failed,
            out_of_vendors=lambda error: self._out_of_vendors("tts", error),
            reopen=lambda: self._open(self._voice),
        )
        self._voice.set_fixed(program.fixed_speech)
        self._timers = Timers(
            lambda name: self.dispatch(TimerFired(at_ms=self.at_ms(), timer=name)), self._listener.quiet_ms
        )

    def at_ms(self) -> int:
        """Milliseconds since the call was answered."""
        return round((self._equipment.clock.monotonic() - self._started_at) * 1000)

    # ------------------------------------------------------------ life

    async def run(self, first: tuple[Input, ...], off_line: Callable[[], None] = lambda: None) -> Result:
        """Live until the flow has no more to do, or the caller is handed over. `first` opens the conversation;
        `off_line` is called when the line is dead and the flow goes on.
        """
        self._off_line = off_line
        try:
            async with asyncio.TaskGroup() as self._tasks:
                self._events.extendleft(reversed(first))
                self._answer_all()
                self._open(self._hearing)
                self._open(self._voice)
                await self._over.wait()
                self._requests.cancel_all()
                self._fetches.cancel_all()
                self._tasks.create_task(self._close())
        finally:
            self._tasks = None
            self._timers.stop_all()
            self._carrier.close()
            self._trace.end(self.at_ms())
        now = self._equipment.clock.monotonic()
        wrap_up_ms = 0 if self._dead_since is None else round((now - self._dead_since) * 1000)
        return Result(self._ended, self._transfer, self._recording if self._recording.used else None, wrap_up_ms)

    async def _close(self) -> None:
        """Vendors' sockets and the journal: once the line is closed, the carrier may ask any process what is next."""
        try:
            async with asyncio.timeout(CLOSING_S):
                await asyncio.gather(self._hearing.close(), self._voice.close(), self._equipment.recorder.flush())
        except TimeoutError:
            _log.warning("a vendor's socket or the journal did not close in time")

    def _open(self, part: Hearing | Voice) -> None:
        """Nobody speaks or listens on a dead line."""
        if self._dead_since is None:
            self._spawn(part.open())

    def _wrap_up(self) -> None:
        """The line is dead, and the flow goes on: nothing more is heard, recorded or said."""
        self._dead_since = self._equipment.clock.monotonic()
        self._recording.switch("off", self._connected_ms())
        self._spawn(self._close())
        self._carrier.close()
        self._off_line()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
        if self._tasks is None or self._over.is_set():
            work.close()
            return None
        return self._tasks.create_task(work)

    # ------------------------------------------------------------ what happens

    def hear(self, audio: bytes, timestamp_ms: int | None = None) -> None:
        """20 ms of the caller's audio, mu-law. `timestamp_ms`: where in the stream they belong, if the carrier says."""
        self._recording.heard(audio)
        self._listener.hear(audio, timestamp_ms)
        if self._beeps is not None and self._beeps.hear(audio):
            self._beeps = None
            self.dispatch(BeepHeard(at_ms=self.at_ms()))

    def mark(self, name: str) -> None:
        self._speaker.mark_returned(name)

    def hung_up(self, by: Literal["caller", "carrier", "server", "operator"], reason: str) -> None:
        """The connection is gone. What was still being said was heard up to here."""
        self._stop_speaking()
        self.dispatch(HungUp(at_ms=self.at_ms(), by=by, reason=reason))

    def dispatch(self, event: Input) -> None:
        """Let the machine answer an event. Events that come up meanwhile wait their turn."""
        if self._over.is_set():
            return
        self._events.append(event)
        if not self._dispatching:
            self._answer_all()

    def _answer_all(self) -> None:
        self._dispatching = True
        try:
            while self._events and not self._over.is_set():
                self._answer(self._events.popleft())
        finally:
            self._dispatching = False

    def _answer(self, event: Input) -> None:
        self._journal(event)
        if isinstance(event, HungUp) and self._dead_since is None:
            self._journal(self._listener.arrivals.measured(event.at_ms, self._speaker.round_trip_ms()))
        if isinstance(event, CallStarted):
            for kind, name in self._equipment.outside.bindings.missing(self._program.artifact):
                self._journal(BindingMissing(at_ms=event.at_ms, kind=kind, name=name))
        outcome = machine.step(self._program, self._state, event)
        self._state = outcome.state
        for fact in outcome.facts:
            self._journal(fact)
            if isinstance(fact, CallEnded):
                self._ended = fact
        for command in outcome.commands:
            self._carry_out(command)
        if self._ended is not None:
            self._over.set()
        elif isinstance(event, HungUp) and self._dead_since is None:
            self._wrap_up()

    def _journal(self, event: Event) -> None:
        self._equipment.recorder.append(self._account_id, self.call_id, self._seq, event)
        self._trace.add(event)
        self._seq += 1

    def _note(self, fact: Event) -> None:
        """A fact from outside of the machine. The journal of a connection ends with what the machine said last."""
        if not self._over.is_set():
            self._journal(fact)

    def _utterance(self, text: str, confidence: float, stt_ms: int) -> None:
        at_ms = self.at_ms()
        self.dispatch(
            UtteranceHeard(
                at_ms=at_ms, text=text, confidence=confidence, stt_ms=stt_ms, speech_end_ms=max(0, at_ms - stt_ms)
            )
        )

    def _speech_began(self, utterance: int, tts_ms: int) -> None:
        self._equipment.metrics.synthesised(tts_ms)
        self.dispatch(SpeechBegan(at_ms=self.at_ms(), utterance=utterance, tts_ms=tts_ms))

    def _speech_played(self, utterance: int) -> None:
        self.dispatch(SpeechPlayed(at_ms=self.at_ms(), utterance=utterance))

    def _said(self, audio: bytes, starts_at: float) -> None:
        self._recording.said(audio, round((starts_at - self._connected_at) * 1000))

    def _connected_ms(self) -> int:
        """Milliseconds since the audio was connected."""
        return round((self._equipment.clock.monotonic() - self._connected_at) * 1000)

    def _chose(self, kind: Literal["stt", "tts"], ref: ServiceRef, reason: str) -> None:
        self._note(ServiceChosen(at_ms=self.at_ms(), kind=kind, provider=ref.provider, model=ref.model, reason=reason))

    def _vendor_failed(self, error: ProviderError) -> None:
        """Somebody has to mend it, even if the next vendor takes over."""
        self._equipment.metrics.vendor_failed(error)
        _log.warning("a vendor has failed: %s", error)

    def _out_of_vendors(self, kind: Literal["stt", "tts"], error: ProviderError) -> None:
        self.dispatch(VendorFailed(at_ms=self.at_ms(), kind=kind, provider=error.provider, code=error.code))

    # ------------------------------------------------------------ what is wanted

    def _carry_out(self, command: Command) -> None:
        match command:
            case Speak() | Play() | SendKeys():
                self._sound(command)
            case AskModel():
                if command.utterance:
                    self._speaker.queue(command.utterance)
                self._requests.start(command.request, self._think(command))
            case SendRequest() | SendText():
                self._requests.start(command.request, self._request(command))
            case CancelModel(request=request) | CancelRequest(request=request):
                self._requests.cancel(request)
            case StopSpeaking():
                self._stop_speaking()
            case StartTimer():
                self._timers.start(command.timer, command.after_ms, quiet=command.quiet)
            case StopTimer(timer=timer):
                self._timers.stop(timer)
            case Expect() | AwaitBeep() | ForgetBeep() | SwitchRecording():
                self._attend(command)
            case Transfer():
                self._hand_over(command)
            case HangUp(reason=reason):
                self.hung_up("server", reason)

    def _sound(self, command: Speak | Play | SendKeys) -> None:
        match command:
            case Speak(utterance=utterance, text=text):
                self._speaker.queue(utterance, text)
                self._voice.say(utterance, text)
            case SendKeys(utterance=utterance, digits=digits):
                self._speaker.queue(utterance)
                self._speaker.play(utterance, key_tones(digits), 1)
            case Play(utterance=utterance):
                self._speaker.queue(utterance)
                self._fetches.start(utterance, self._play(command))

    def _attend(self, command: Expect | AwaitBeep | ForgetBeep | SwitchRecording) -> None:
        """What becomes of the caller's audio."""
        match command:
            case Expect(what=what):
                self._hearing.expect("digits" if what == "digits" else "speech")
            case AwaitBeep() | ForgetBeep():
                self._beeps = BeepDetector() if isinstance(command, AwaitBeep) else None
            case SwitchRecording(state=state):
                self._recording.switch(state, self._connected_ms())

    def _hand_over(self, command: Transfer) -> None:
        """Our side of the connection ends, unless there is nobody to hand over to."""
        if self._equipment.outside.bindings.numbers(command.targets):
            self._transfer = command
            self._note(self._listener.arrivals.measured(self.at_ms(), self._speaker.round_trip_ms()))
            self._over.set()
        else:
            self.dispatch(TransferFinished(at_ms=self.at_ms(), status="failure"))

    async def _play(self, command: Play) -> None:
        audio = b""
        try:
            audio = await self._equipment.outside.audio.load(command.url)
        except AudioError as error:
            self._note(AudioFailed(at_ms=self.at_ms(), utterance=command.utterance, url=command.url, error=str(error)))
        self._speaker.play(command.utterance, audio, command.times)

    def _stop_speaking(self) -> None:
        cuts = self._speaker.stop()
        self._voice.cancel_all()
        self._recording.cut(self._connected_ms())
        for cut in cuts:
            self.dispatch(
                SpeechInterrupted(at_ms=self.at_ms(), utterance=cut.utterance, heard=cut.heard, rest=cut.rest)
            )

    async def _think(self, command: AskModel) -> None:
        candidates = self._vendors.llm
        if command.services is not None:
            candidates = self._equipment.choose(command.services).llm

        def say(sentence: str) -> None:
            if command.utterance:
                self._speaker.add_text(command.utterance, sentence)
                self._voice.add(command.utterance, sentence)

        answer = await think(command, candidates, now_ms=self.at_ms, say=say, failed=self._vendor_failed)
        if isinstance(answer, LlmAnswered):
            self._equipment.metrics.answered(answer)
        if command.utterance:
            self._voice.end(command.utterance)
        self.dispatch(answer)

    async def _request(self, command: SendRequest | SendText) -> None:
        self.dispatch(await act(command, self.call_id, self._equipment, now_ms=self.at_ms))
