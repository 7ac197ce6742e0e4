"""Whatever the flow and whatever happens: nothing raises, nobody waits for nothing, the journal replays the call."""

from __future__ import annotations

from typing import TypeAlias

from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from talkif_runtime.dialogue.commands import (
    AskModel,
    CancelModel,
    CancelRequest,
    Command,
    HangUp,
    SendRequest,
    SendText,
    StartTimer,
    StopSpeaking,
    StopTimer,
)
from talkif_runtime.dialogue.program import Program
from talkif_runtime.dialogue.state import State
from talkif_runtime.session import machine
from talkif_schemas.events import (
    INPUTS,
    AnswerDetected,
    BeepHeard,
    CallEnded,
    DtmfPressed,
    Event,
    HungUp,
    LlmFailed,
    SpeechInterrupted,
    SpeechPlayed,
    SpeechStarted,
    ToolFinished,
    ToolRequest,
    TransferFinished,
    UtteranceHeard,
    VendorFailed,
    decode,
    encode,
)
from tests.runtime.session.flows import Conversation
from tests.runtime.session.random_flows import NODES, programs

_at = st.just(0)
_Happening: TypeAlias = Event | str
_CALLS = {
    "find": {"id": "1"},
    "record_values": {"v": "x", "n": "1", "value": "x"},
    "write_summary": {"text": "So far."},
    "made_up": {},
}
#: What may be wanted when nobody is on the line.
_SILENT = (AskModel, CancelModel, CancelRequest, SendRequest, SendText, StartTimer, StopTimer)
HAPPENINGS = st.one_of(
    st.builds(SpeechStarted, at_ms=_at),
    st.builds(
        UtteranceHeard,
        at_ms=_at,
        text=st.sampled_from(["", "yes", "no", "x", "tomorrow", "one two three", "person"]),
        confidence=st.just(0.9),
        stt_ms=st.just(1),
        speech_end_ms=_at,
    ),
    st.builds(DtmfPressed, at_ms=_at, digit=st.sampled_from("012*#")),
    st.builds(BeepHeard, at_ms=_at),
    st.builds(AnswerDetected, at_ms=_at, answered_by=st.sampled_from(["human", "machine_start", "unknown"])),
    st.builds(VendorFailed, at_ms=_at, kind=st.just("stt"), provider=st.just("x"), code=st.just("dropped")),
    st.sampled_from(["played", "played", "timer", "timer", "answer", "answer", "fail", "finish", "connect", "hang up"]),
)


class Caller:
    """Lets things happen as the world would: answers come for what was asked for, timers that were set fire."""

    def __init__(self, call: Conversation, choices: st.DataObject) -> None:
        self.call = call
        self._draw = choices.draw

    def happen(self, what: _Happening) -> None:
        call, state = self.call, self.call.state
        if isinstance(what, Event):
            call.send(what)
        elif what == "played" and state.speaking:
            # One, and not all: a flow that only talks talks until the call's time is over.
            call.send(SpeechPlayed(at_ms=call.later(), utterance=state.speaking[0].id))
        elif what == "timer" and state.timers:
            call.fire(self._draw(st.sampled_from(sorted(state.timers - {"max_call"} or state.timers))))
        elif what == "answer" and state.request is not None:
            self._answer()
        elif what == "fail" and state.request is not None:
            call.send(LlmFailed(at_ms=call.later(0), request=state.request, code="timeout", spoken=""))
        elif what == "finish" and state.tools:
            status = self._draw(st.sampled_from(["success", "failure", "timeout"]))
            request = min(state.tools)
            call.send(
                ToolFinished(at_ms=call.later(0), request=request, status=status, result="x", error=None, took_ms=1)
            )
        elif what == "connect" and state.phase == "transferring":
            transferred = self._draw(st.sampled_from(["busy", "no_answer", "failure", "completed"]))
            call.send(TransferFinished(at_ms=call.later(0), status=transferred))
        elif what == "hang up":
            call.send(HungUp(at_ms=call.later(0), by="caller", reason=""))
        self.carry_out()

    def _answer(self) -> None:
        choice = self._draw(st.none() | st.sampled_from(NODES))
        named = self._draw(st.lists(st.sampled_from(sorted(_CALLS)), max_size=2))
        calls = tuple(
            ToolRequest(id=f"t{place}", name=name, arguments=_CALLS[name]) for place, name in enumerate(named)
        )
        self.call.answer(says=self._draw(st.sampled_from(["", "Well."])), choose=choice, tool_calls=calls)

    def carry_out(self) -> None:
        """What a live call does at once for some commands."""
        call = self.call
        for command in list(call.commands):
            if isinstance(command, StopSpeaking):
                for entry in call.state.speaking:
                    call.send(SpeechInterrupted(at_ms=0, utterance=entry.id, heard="", rest=entry.text or ""))
            elif isinstance(command, HangUp):
                call.send(HungUp(at_ms=0, by="server", reason=command.reason))


def is_silent(command: Command) -> bool:
    return isinstance(command, _SILENT) and not (isinstance(command, AskModel) and command.prompt.speak)


def is_alive(state: State) -> bool:
    """Something is under way, somebody is waited for, or the call is over."""
    under_way = state.speaking or state.request is not None or state.tools or state.phase == "transferring"
    return bool(under_way or state.phase == "ended" or state.timers - {"max_call"})


@limits(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(programs, st.lists(HAPPENINGS, max_size=25), st.data())
def test_a_conversation_is_never_stuck_and_its_journal_replays_to_the_same_state(
    program: Program, happenings: list[_Happening], choices: st.DataObject
) -> None:
    call = Conversation(program)
    caller = Caller(call, choices)
    caller.carry_out()
    for what in happenings:
        assert is_alive(call.state), (call.state.phase, call.state.flow, call.state.node)
        caller.happen(what)
        assert call.state.wrap_up is None or all(map(is_silent, call.commands))
    call.send(HungUp(at_ms=call.later(), by="caller", reason=""))
    if call.state.phase != "ended":
        assert call.state.wrap_up is not None
        call.fire("wrap_up")
    assert [type(fact) for fact in call.facts].count(CallEnded) == 1
    replayed, facts = State(), list[Event]()
    for journalled in call.events:
        stored = decode(*encode(journalled))
        assert isinstance(stored, INPUTS)
        outcome = machine.step(program, replayed, stored)
        replayed, facts = outcome.state, facts + outcome.facts
    assert replayed == call.state
    assert facts == call.facts
