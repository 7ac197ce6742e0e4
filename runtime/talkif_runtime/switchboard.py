"""From a carrier's connection to a running call and its last row in the database. One per process."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from talkif_schemas.events import (
    INPUTS,
    ActRequested,
    AnswerDetected,
    AnsweredBy,
    CallEnded,
    CallResumed,
    CallStarted,
    Event,
    HungUp,
    Input,
    LineMeasured,
    RecordingSwitched,
    TransferFinished,
    TransferStatus,
    TransferTried,
)
from talkif_schemas.ids import CallId
from talkif_schemas.log_context import belonging_to

from .archive import Archive
from .dialogue.commands import Command, Transfer
from .dialogue.program import Program
from .dialogue.state import State
from .programs import Programs
from .session import machine, wrap_up
from .session.call import Call
from .session.equipment import Carrier, Earlier, Equipment, NoLine, Result
from .settings import Settings
from .store import OUTAGES, Journal, NotRunnable, Store, StoredCall

_log = logging.getLogger(__name__)

#: Answers that were detected before the audio was connected.
MAX_DETECTED = 1_000
#: Time for calls to come to their end when the process is told to stop. Orchestrators kill it after 30 s.
GRACE_S: Final = 20.0
#: Time for what is left of them to be saved after that. What is not on record then is another process's to end.
SAVING_S: Final = 5.0
#: A call whose end is still not in the database so long after its line went dead is one whose process died: the flow
#: may go on for a while, and then the call is saved.
TAKE_OVER_AFTER_S: Final = wrap_up.WRAP_UP_MS / 1000 + 15
#: A call that no process has been able to go on with for so long has failed.
GIVE_UP_AFTER_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Handover:
    """A transfer with the numbers that this environment binds."""

    targets: tuple[str, ...]
    """Rung one after the other."""
    ring_ms: int
    caller_id: str | None
    whisper: str
    language: str


class Switchboard:
    def __init__(
        self, settings: Settings, store: Store, archive: Archive, programs: Programs, equipment: Equipment
    ) -> None:
        self._settings = settings
        self._store = store
        self._archive = archive
        self.programs = programs
        self._equipment = equipment
        self._saving: set[asyncio.Task[None]] = set()
        self._here: set[CallId] = set()
        """Calls that this process runs, is saving, or may have to take over."""
        self._running: dict[asyncio.Task[Result], Call] = {}
        self._taking_over: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()
        self._detected: OrderedDict[CallId, AnsweredBy] = OrderedDict()
        self.active: dict[CallId, Call] = {}
        """Calls with somebody on the line."""

    @property
    def full(self) -> bool:
        return len(self.active) >= self._settings.max_calls

    # ------------------------------------------------------------ running a call

    async def prepare(self, stored: StoredCall, carrier: Carrier) -> tuple[Call, tuple[Input, ...]]:
        """A call ready to run, and the events that open it: fresh, or where a failed transfer left it.

        Raises NotRunnable and OUTAGES.
        """
        program = await self.programs.load(stored.account_id, stored.digest)
        journal = await self._store.journal(stored.call_id, stored.account_id)
        past, next_seq = journal.events, journal.next_seq
        if not past:
            call = self._call(stored, program, carrier)
            detected = self._detected.pop(stored.call_id, None)
            answered = (AnswerDetected(at_ms=0, answered_by=detected),) if detected is not None else ()
            return call, (self._started(stored, await self._store.contact(stored)), *answered)
        elapsed_ms = _moment(stored, past)
        transfer = TransferFinished(at_ms=elapsed_ms, status="failure")
        last = past[-1]
        if isinstance(last, TransferFinished):
            transfer = last
            past.pop()  # It is in the journal; the call carries out what follows from it.
            next_seq -= 1
        earlier = Earlier(
            state=replay(program, past),
            next_seq=next_seq,
            elapsed_ms=elapsed_ms,
            recording=next((event.state for event in reversed(past) if isinstance(event, RecordingSwitched)), None),
        )
        return self._call(stored, program, carrier, earlier), (transfer, CallResumed(at_ms=elapsed_ms))

    def _call(self, stored: StoredCall, program: Program, carrier: Carrier, earlier: Earlier | None = None) -> Call:
        return Call(
            stored.call_id,
            stored.account_id,
            program,
            self._equipment,
            carrier,
            earlier=earlier,
            traceparent=stored.traceparent,
        )

    def _started(self, stored: StoredCall, contact: dict[str, Any]) -> CallStarted:
        now = self._equipment.clock.now().astimezone(ZoneInfo(stored.timezone))
        return CallStarted(
            at_ms=0,
            call={
                "id": stored.call_id,
                "direction": stored.direction,
                "from": stored.from_number,
                "to": stored.to_number,
                "startedAt": now.isoformat(timespec="seconds"),
                "attempt": 1,
                "metadata": stored.metadata,
            },
            contact=contact,
            account={"name": stored.account_name},
            campaign={},
            inputs={},
            system={
                "now": now.isoformat(timespec="seconds"),
                "date": f"{now:%Y-%m-%d}",
                "time": f"{now:%H:%M}",
            },
        )

    async def run(self, stored: StoredCall, call: Call, first: tuple[Input, ...]) -> Result:
        """Run a call to the end of its flow, and save what is left of it."""
        self.active[stored.call_id] = call
        self._equipment.metrics.active.inc()
        try:
            return await self._run(stored, call, first)
        finally:
            self._off_line(stored.call_id)

    def _off_line(self, call_id: CallId) -> None:
        """Nobody is on its line any more, so another call may have it."""
        if self.active.pop(call_id, None) is not None:
            self._equipment.metrics.active.dec()

    async def _run(self, stored: StoredCall, call: Call, first: tuple[Input, ...]) -> Result:
        self._here.add(stored.call_id)
        result = Result(None, None, None)
        running = asyncio.create_task(call.run(first, partial(self._off_line, stored.call_id)), name=stored.call_id)
        self._running[running] = call
        try:
            result = await running
        finally:
            del self._running[running]
            self._start(self._save(stored, result), self._saving, f"saving {stored.call_id}")
        return result

    def _start(self, work: Coroutine[Any, Any, None], group: set[asyncio.Task[None]], name: str) -> None:
        """Work that nobody waits for. Its defect is told in the log."""

        def done(task: asyncio.Task[None]) -> None:
            group.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                _log.error("%s has failed", name, exc_info=error)

        task = asyncio.create_task(work, name=name)
        group.add(task)
        task.add_done_callback(done)

    async def _save(self, stored: StoredCall, result: Result) -> None:
        try:
            await self._save_all(stored, result)
        finally:
            self._here.discard(stored.call_id)

    async def _save_all(self, stored: StoredCall, result: Result) -> None:
        """The journal first, then the row that says that the call is over, then the recording."""
        await self._equipment.recorder.flush()
        ended = result.ended
        if ended is not None:
            self._equipment.metrics.ended(ended)
            await self._store.finish_call(
                stored.call_id,
                stored.account_id,
                status="failed" if ended.reason == "error" else "completed",
                end_reason=ended.reason,
                outcome=ended.outcome,
                disposition=ended.disposition,
                outputs=ended.outputs,
                wrap_up_ms=result.wrap_up_ms,
            )
        elif result.transfer is None:
            await self._store.finish_call(stored.call_id, stored.account_id, status="failed", end_reason="error")
        if result.recording is not None:
            await self._archive.keep(stored, result.recording)

    async def pending_transfer(self, stored: StoredCall) -> Handover | None:
        """The transfer that the call's journal ends with. Whichever process is asked, the machine says it again."""
        past = (await self._store.journal(stored.call_id, stored.account_id)).events
        last = next((event for event in reversed(past) if not isinstance(event, LineMeasured | TransferTried)), None)
        if not isinstance(last, ActRequested) or last.kind != "transfer":
            return None
        program = await self.programs.load(stored.account_id, stored.digest)
        state, commands = State(), list[Command]()
        for event in past:
            if isinstance(event, INPUTS):
                outcome = machine.step(program, state, event)
                state, commands = outcome.state, outcome.commands
        command = next((command for command in commands if isinstance(command, Transfer)), None)
        if command is None:
            return None
        bindings = self._equipment.outside.bindings
        caller_ids = bindings.numbers(() if command.caller_id is None else (command.caller_id,))
        return Handover(
            targets=bindings.numbers(command.targets),
            ring_ms=command.ring_ms,
            caller_id=caller_ids[0] if caller_ids else None,
            whisper=command.whisper,
            language=program.artifact.language,
        )

    async def returning(self, stored: StoredCall) -> bool:
        """Whether the caller is on the way back from a transfer that did not go through."""
        past = (await self._store.journal(stored.call_id, stored.account_id)).events
        return bool(past) and isinstance(past[-1], TransferFinished) and past[-1].status != "completed"

    async def tried(self, stored: StoredCall, target: str, status: TransferStatus) -> None:
        """One of a transfer's numbers was rung in vain; there are more."""
        journal = await self._store.journal(stored.call_id, stored.account_id)
        await self._append(
            stored, journal, TransferTried(at_ms=_moment(stored, journal.events), target=target, status=status)
        )

    async def transferred(self, stored: StoredCall, target: str, status: TransferStatus) -> bool:
        """The carrier says how a transfer went. True when the call is over, False when the caller has to come back."""
        journal = await self._store.journal(stored.call_id, stored.account_id)
        at_ms = _moment(stored, journal.events)
        event = TransferFinished(at_ms=at_ms, status=status)
        tried = TransferTried(at_ms=at_ms, target=target, status=status)
        if status != "completed":
            await self._append(stored, journal, tried, event)
            return False
        program = await self.programs.load(stored.account_id, stored.digest)
        outcome = machine.step(program, replay(program, journal.events), event)
        await self._append(stored, journal, tried, event, *outcome.facts)
        ended = outcome.facts[-1]
        await self._save(stored, Result(ended, None, None))  # type: ignore[arg-type]
        return True

    async def _append(self, stored: StoredCall, journal: Journal, *events: Event) -> None:
        """To the journal of a call that nobody runs at the moment."""
        for seq, event in enumerate(events, start=journal.next_seq):
            self._equipment.recorder.append(stored.account_id, stored.call_id, seq, event)
        await self._equipment.recorder.flush()

    def end(self, call_id: CallId) -> None:
        """Somebody has ordered the call to end. Does nothing for calls of other processes."""
        call = self.active.get(call_id)
        if call is not None:
            call.hung_up("operator", "ended through the API")

    def answer_detected(self, call_id: CallId, answered_by: AnsweredBy) -> None:
        """Who or what picked up, for the call that runs here or is about to."""
        call = self.active.get(call_id)
        if call is not None:
            call.dispatch(AnswerDetected(at_ms=call.at_ms(), answered_by=answered_by))
            return
        self._detected[call_id] = answered_by
        while len(self._detected) > MAX_DETECTED:
            self._detected.popitem(last=False)

    async def line_died(self, stored: StoredCall) -> None:
        """The carrier says that a call is over. When its process is gone, or dies now, another one ends it later."""
        if stored.status == "inprogress":
            await self._store.line_died(stored.call_id, stored.account_id, TAKE_OVER_AFTER_S)
        elif stored.status == "ringing" and stored.call_id not in self._here:
            await self._never_answered(stored)

    async def recover(self) -> None:
        """Take over the calls that nobody has ended in time. Raises OUTAGES."""
        if self._closing.is_set():
            return
        for call_id, dead_ms in await self._store.claim_abandoned(TAKE_OVER_AFTER_S, self._here):
            self._here.add(call_id)
            self._start(self._take_over(call_id, dead_ms), self._taking_over, f"taking over {call_id}")

    async def _take_over(self, call_id: CallId, dead_ms: int) -> None:
        try:
            stored = await self._store.find_call(call_id)
            if stored is None or stored.status != "inprogress":
                return
            with belonging_to(callId=call_id, accountId=stored.account_id):
                if dead_ms > GIVE_UP_AFTER_MS:
                    await self._store.finish_call(call_id, stored.account_id, status="failed", end_reason="error")
                else:
                    await self._go_on(stored, dead_ms)
        except (*OUTAGES, NotRunnable) as error:
            _log.error("call %s, whose process died, cannot be ended now: %s", call_id, error)
        finally:
            self._here.discard(call_id)

    async def _never_answered(self, stored: StoredCall) -> None:
        await self._store.finish_call(stored.call_id, stored.account_id, status="failed", end_reason="carrier_hung_up")

    async def _go_on(self, stored: StoredCall, dead_ms: int) -> None:
        """Go on from the journal, as the process would have done. A request that it was waiting for is not repeated."""
        journal = await self._store.journal(stored.call_id, stored.account_id)
        past = journal.events
        if not past:
            await self._never_answered(stored)
            return
        if isinstance(past[-1], CallEnded):
            await self._save(stored, Result(past[-1], None, None, wrap_up_ms=dead_ms))
            return
        program = await self.programs.load(stored.account_id, stored.digest)
        state, elapsed_ms = replay(program, past), _moment(stored, past)
        event = HungUp(
            at_ms=max(past[-1].at_ms, elapsed_ms - dead_ms),
            by="caller" if state.wrap_up is None else "server",
            reason="status callback",
        )
        dead_since = self._equipment.clock.monotonic() - dead_ms / 1000
        earlier = Earlier(state, journal.next_seq, elapsed_ms, "off", dead_since)
        await self._run(stored, self._call(stored, program, NoLine(), earlier), (event,))

    async def close(self) -> None:
        """Hang up on everybody who is left, let the flows come to their end for a while, and save."""
        self._closing.set()
        time = asyncio.get_running_loop().time
        for call in list(self.active.values()):
            call.hung_up("server", "shutdown")
        if under_way := {*self._running, *self._taking_over}:
            await asyncio.wait(under_way, timeout=GRACE_S)
        for call in list(self._running.values()):
            call.hung_up("server", "shutdown")
        deadline = time() + SAVING_S
        while (left := self._unsaved()) and time() < deadline:
            await asyncio.wait(left, timeout=deadline - time())
        while left := self._unsaved():
            for task in left:
                _log.error("%s did not come to its end", task.get_name())
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _unsaved(self) -> set[asyncio.Task[Any]]:
        return {*self._saving, *self._running, *self._taking_over}


def _moment(stored: StoredCall, past: list[Event]) -> int:
    """Now, on the call's clock."""
    return stored.answered_at_ms or (past[-1].at_ms if past else 0)


def replay(program: Program, events: list[Event]) -> State:
    """The state after a journal. The machine is pure, so this is the state that wrote it."""
    state = State()
    for event in events:
        if isinstance(event, INPUTS):
            state = machine.step(program, state, event).state
    return state
