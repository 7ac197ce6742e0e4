from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.dialogue.commands import AwaitBeep, ForgetBeep, Speak, StartTimer, StopSpeaking, StopTimer
from talkif_runtime.nodes.voicemail import GREETING_END_MS, MAX_WAIT_MS
from talkif_schemas.artifact import AgentNode, Edge, Handler, SayNode, VoicemailNode
from talkif_schemas.events import AnswerDetected, BeepHeard, SpeechInterrupted, SpeechStarted
from tests.runtime.session.flows import END, Conversation, flow, go, on, text

HANDLERS = (Handler(kind="on", event="voicemail", to="leave"), Handler(kind="on", event="human", to="talk"))


def program(**changes: Any) -> Any:
    fields: dict[str, Any] = {"type": "voicemail", "message": text("Please call back."), "edges": on(done="end")}
    nodes = {
        "greet": SayNode(type="say", text=(text("Hello, this is Acme."),), interruptible=True, edges=go("talk")),
        "talk": AgentNode(type="agent", prompt=text("Help."), greeting=text("Is that Ana?"), interruptible=True,
                          edges=(Edge(kind="when", when="done", to="end"),)),
        "leave": VoicemailNode(**(fields | changes)),
        "end": END,
    }  # fmt: skip
    return flow("greet", nodes, handlers=HANDLERS)


def detected(answered_by: Any = "machine_start", **changes: Any) -> Conversation:
    call = Conversation(program(**changes))
    call.send(AnswerDetected(at_ms=call.later(), answered_by=answered_by))
    return call


def test_a_machine_stops_what_is_being_said_and_the_message_waits_for_the_beep() -> None:
    call = detected()
    assert call.path[-1] == "leave"
    assert StopSpeaking() in call.commands
    assert AwaitBeep() in call.commands
    for utterance in (1, 2):
        call.send(SpeechInterrupted(at_ms=call.later(0), utterance=utterance, heard="", rest="Is that Ana?"))
    call.cut_in("You have reached the voicemail of Ana.")
    call.cut_in("")
    assert call.spoken == []
    call.send(BeepHeard(at_ms=call.later()))
    assert call.spoken == ["Please call back."]
    assert ForgetBeep() in call.commands


def test_nothing_interrupts_the_message_and_then_it_is_done() -> None:
    call = detected()
    call.send(BeepHeard(at_ms=call.later()))
    call.send(SpeechStarted(at_ms=call.later()))
    call.cut_in("are you there")
    assert StopSpeaking() not in call.commands
    call.hear_all()
    assert call.path[-1] == "end"


def test_without_a_beep_the_message_is_left_all_the_same() -> None:
    call = detected()
    assert StartTimer("voicemail", MAX_WAIT_MS) in call.commands
    call.fire("voicemail")
    assert call.spoken == ["Please call back."]


def test_after_the_greeting_means_two_seconds_of_silence() -> None:
    call = detected(after="greeting")
    assert StartTimer("greeting", GREETING_END_MS, quiet=True) in call.commands
    call.fire("greeting")
    assert call.spoken == ["Please call back."]
    assert StopTimer("voicemail") in call.commands


def test_a_delay_is_waited_for() -> None:
    call = detected(after="delay", delay_ms=3_000)
    assert StartTimer("voicemail", 3_000) in call.commands
    assert AwaitBeep() not in call.commands


@pytest.mark.parametrize("answered_by", ["machine_end_beep", "machine_end_silence", "machine_end_other"])
def test_when_the_carrier_waited_for_the_machine_the_message_is_left_at_once(answered_by: Any) -> None:
    call = detected(answered_by)
    assert [command.text for command in call.commands if isinstance(command, Speak)] == ["Please call back."]


def test_silence_on_the_line_is_not_talked_into() -> None:
    call = detected()
    call.fire("silence")
    assert call.spoken == []
    assert call.path[-1] == "leave"


def test_a_person_is_not_a_machine_and_nobody_is_neither() -> None:
    assert detected("human").path == ["greet", "talk"], "already in the node that talks"
    assert detected("unknown").path == ["greet", "talk"]
    assert detected("fax").path[-1] == "leave"


def test_whoever_leaves_the_node_takes_its_timers_along() -> None:
    call = detected()
    call.send(AnswerDetected(at_ms=call.later(), answered_by="human"))
    assert call.path[-1] == "talk"
    assert StopTimer("voicemail") in call.commands
