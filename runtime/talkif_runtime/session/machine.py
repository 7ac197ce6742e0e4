"""The conversation machine: (program, state, event) -> (state, commands, facts). Pure, and never stuck.

No clock, no I/O, no randomness: the same events give the same conversation, on a live call, in a test and in a replay.
EVENTS is the whole table of what may happen and which function answers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from talkif_runtime.dialogue import frames, phrases
from talkif_runtime.dialogue.commands import Command, HangUp
from talkif_runtime.dialogue.edges import take_event
from talkif_runtime.dialogue.program import Program
from talkif_runtime.dialogue.state import Ending, State
from talkif_runtime.dialogue.step import Step
from talkif_runtime.nodes import BEHAVIOURS
from talkif_runtime.nodes.agent import spoken
from talkif_runtime.providers.contract import Message
from talkif_schemas.events import (
    AnswerDetected,
    BeepHeard,
    CallEnded,
    CallResumed,
    CallStarted,
    DtmfPressed,
    Event,
    HungUp,
    LlmAnswered,
    LlmFailed,
    NodeEntered,
    SpeechBegan,
    SpeechInterrupted,
    SpeechPlayed,
    SpeechStarted,
    TimerFired,
    ToolFinished,
    TransferFinished,
    UtteranceHeard,
    VendorFailed,
)

from . import turns, wrap_up

#: Nodes entered in one step before it counts as a loop that nobody can leave. Twilio Studio allows 1,000 steps a call.
MAX_MOVES = 100
#: Longest wait for the last words to be played before hanging up all the same.
ENDING_MS = 30_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step gives: the new state, what to do, and what was decided."""

    state: State
    commands: list[Command]
    facts: list[Event]


def step(program: Program, before: State, event: Event) -> Outcome:
    """Answer one event. `before` is not changed."""
    current = Step(program, before, event.at_ms)
    if before.phase != "ended":
        EVENTS[type(event)](current, event)
        _move(current)
        _finish_step(current)
    current.sign()
    return Outcome(current.state, current.commands, current.facts)


def _move(current: Step) -> None:
    """Enter nodes until the conversation rests."""
    moves = 0
    while current.target is not None and current.state.phase in ("active", "new", "wrap_up"):
        node_id, current.target = current.target, None
        moves += 1
        if moves > MAX_MOVES:
            current.end("error")
            return
        state = current.state
        state.node = node_id
        visit = state.visits.get(state.place, 0) + 1
        state.visits = {**state.visits, state.place: visit}
        current.facts.append(NodeEntered(at_ms=current.at_ms, node=node_id, visit=visit))
        if state.wrap_up is not None:
            wrap_up.enter(current)
        else:
            BEHAVIOURS[current.node.type].enter(current, current.node)


def _finish_step(current: Step) -> None:
    state = current.state
    if state.wrap_up is not None:
        _go_on_alone(current, state.wrap_up.reason)
        return
    rounds = 0
    while state.phase == "active":
        turns.settle(current)
        if current.target is None:
            break
        rounds += 1
        if rounds > MAX_MOVES:
            current.end("error")
            break
        _move(current)
    if state.phase != "ending":
        return
    current.stop_timer("silence")
    if not state.speaking:
        current.stop_timer("ending")
        if "hanging_up" not in state.timers:
            state.timers |= {"hanging_up"}
            ending = state.ending or Ending("error")
            current.commands.append(HangUp(ending.note or ending.reason))
    elif "ending" not in state.timers:
        current.cancel_model()
        current.start_timer("ending", ENDING_MS)


def _go_on_alone(current: Step, reason: str) -> None:
    """After the hangup: on to the next request, or the end."""
    while current.state.phase == "wrap_up" and wrap_up.rests(current) and wrap_up.take_hangup(current):
        _move(current)
    if current.state.phase == "ending" or (current.state.phase == "wrap_up" and wrap_up.rests(current)):
        _close(current, reason)


# ---------------------------------------------------------------- the call


def _call_started(current: Step, event: CallStarted) -> None:
    state, artifact = current.state, current.program.artifact
    state.phase = "active"
    state.call, state.contact, state.account = event.call, event.contact, event.account
    state.campaign, state.system = event.campaign, event.system
    state.inputs = {**current.program.defaults, **event.inputs}
    current.start_timer("max_call", artifact.settings.max_call_ms)
    current.target = artifact.start


def _call_resumed(_current: Step, _event: CallResumed) -> None:
    """The audio is back; the TransferFinished before it says why."""


def _hung_up(current: Step, event: HungUp) -> None:
    """The connection is gone. Where `on: hangup` leads, the flow goes on in silence."""
    state = current.state
    reason = {
        "caller": "caller_hung_up",
        "carrier": "carrier_hung_up",
        "operator": "operator_ended",
        "server": "error",
    }[event.by]
    if state.wrap_up is not None:
        if event.by in ("operator", "server"):  # Somebody wants an end, or the process cannot wait any longer.
            _close(current, state.wrap_up.reason)
    elif state.phase == "active" and state.node and frames.wait_for(current, "hangup"):
        wrap_up.begin(current, reason)
    else:
        _close(current, state.ending.reason if state.ending is not None else reason)


def _close(current: Step, reason: str) -> None:
    state = current.state
    current.leave()
    current.commands.clear()
    state.phase, state.timers, state.speaking = "ended", frozenset(), ()
    current.target = None
    ending = state.ending
    current.facts.append(
        CallEnded(
            at_ms=current.at_ms,
            reason=reason,
            outcome=ending.outcome if ending is not None else None,
            disposition=ending.disposition if ending is not None else None,
            outputs=frames.outputs(current),
        )
    )


# ---------------------------------------------------------------- the caller


def _speech_started(current: Step, _event: SpeechStarted) -> None:
    if current.state.phase == "active":
        turns.speech_started(current)


def _utterance_heard(current: Step, event: UtteranceHeard) -> None:
    if current.state.phase == "active" and turns.heard(current, event):
        BEHAVIOURS[current.node.type].utterance(current, current.node, event)


def _dtmf_pressed(current: Step, event: DtmfPressed) -> None:
    if current.state.phase != "active" or turns.protected(current):
        return
    turns.interrupt(current)
    current.state.unheard = ""
    current.state.idle_prompts = 0
    current.stop_timer("silence")
    BEHAVIOURS[current.node.type].digit(current, current.node, event.digit)


def _beep_heard(current: Step, _event: BeepHeard) -> None:
    if current.state.phase == "active":
        BEHAVIOURS[current.node.type].beep(current, current.node)


def _answer_detected(current: Step, event: AnswerDetected) -> None:
    """A person, or a machine: `unknown` is neither. Later nodes may want to know which kind of machine."""
    state = current.state
    state.call = {**state.call, "answeredBy": event.answered_by}
    if state.phase == "active" and event.answered_by != "unknown":
        take_event(current, "human" if event.answered_by == "human" else "voicemail", event.answered_by)


# ---------------------------------------------------------------- our speech


def _speech_began(_current: Step, _event: SpeechBegan) -> None:
    """Kept in the journal for its timing."""


def _speech_played(current: Step, event: SpeechPlayed) -> None:
    state = current.state
    state.speaking = tuple(entry for entry in state.speaking if entry.id != event.utterance)


def _speech_interrupted(current: Step, event: SpeechInterrupted) -> None:
    turns.interrupted(current, event)


# ---------------------------------------------------------------- answers


def _llm_answered(current: Step, event: LlmAnswered) -> None:
    state = current.state
    if event.request != state.request:
        return
    state.request = None
    utterance = next((entry for entry in state.speaking if entry.text is None), None)
    if utterance is not None:
        spoken(current, event, utterance.id, utterance.interruptible)
        if event.text.strip():
            state.speaking = tuple(
                type(entry)(entry.id, entry.node, entry.interruptible, event.text) if entry is utterance else entry
                for entry in state.speaking
            )
        else:
            state.speaking = tuple(entry for entry in state.speaking if entry is not utterance)
    BEHAVIOURS[current.node.type].answered(current, current.node, event)


def _llm_failed(current: Step, event: LlmFailed) -> None:
    state = current.state
    if event.request != state.request:
        return
    state.request = None
    unfinished = next((entry for entry in state.speaking if entry.text is None), None)
    if unfinished is not None and event.spoken.strip():
        current.add_line(Message("assistant", event.spoken.strip()), unfinished.id)
    if unfinished is not None and not event.spoken.strip():
        state.speaking = tuple(entry for entry in state.speaking if entry is not unfinished)
    BEHAVIOURS[current.node.type].failed(current, current.node, event)


def _tool_finished(current: Step, event: ToolFinished) -> None:
    state = current.state
    if event.request not in state.tools:
        return
    behaviour = BEHAVIOURS[current.node.type]
    behaviour.keep(current, current.node, event)
    if not wrap_up.awaits_request(current):
        behaviour.finished(current, current.node, event)
    state.tools = {request: call for request, call in state.tools.items() if request != event.request}


def _transfer_finished(current: Step, event: TransferFinished) -> None:
    if current.state.phase == "transferring":
        BEHAVIOURS[current.node.type].transferred(current, current.node, event)
        if event.status == "completed":
            _move(current)
            _close(current, "transferred")


def _timer_fired(current: Step, event: TimerFired) -> None:
    state = current.state
    if event.timer not in state.timers:
        return
    state.timers -= {event.timer}
    if event.timer == "max_call":
        current.end("max_duration")
    elif event.timer == "ending":
        state.speaking = ()
    elif state.wrap_up is not None:
        _wrap_up_timer(current, state.wrap_up.reason, event.timer)
    elif state.phase == "active" and event.timer == "silence":
        turns.silent(current)
    elif state.phase == "active" and event.timer == "resume":
        turns.false_start(current)
    elif state.phase == "active" and event.timer == "keys":
        BEHAVIOURS[current.node.type].key_pause(current, current.node)
    elif state.phase == "active":
        BEHAVIOURS[current.node.type].timer(current, current.node, event.timer)


def _wrap_up_timer(current: Step, reason: str, timer: str) -> None:
    if timer == "wrap_up":
        _close(current, reason)
    elif timer == "request":
        wrap_up.take_hangup(current)


def _vendor_failed(current: Step, event: VendorFailed) -> None:
    """Deaf or mute. Without ears the keypad may still do, so only the flow's own `error` edge or an apology ends it."""
    if current.state.phase != "active" or take_event(current, "error", f"{event.kind}: {event.code}"):
        return
    if event.kind == "stt":
        current.say(phrases.give_up(current.program.artifact.language), interruptible=False)
    current.end("error")


EVENTS: dict[type[Event], Callable[[Step, Any], None]] = {
    CallStarted: _call_started,
    CallResumed: _call_resumed,
    HungUp: _hung_up,
    SpeechStarted: _speech_started,
    UtteranceHeard: _utterance_heard,
    DtmfPressed: _dtmf_pressed,
    SpeechBegan: _speech_began,
    SpeechPlayed: _speech_played,
    SpeechInterrupted: _speech_interrupted,
    LlmAnswered: _llm_answered,
    LlmFailed: _llm_failed,
    ToolFinished: _tool_finished,
    TransferFinished: _transfer_finished,
    BeepHeard: _beep_heard,
    AnswerDetected: _answer_detected,
    TimerFired: _timer_fired,
    VendorFailed: _vendor_failed,
}
