from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import Play, StopSpeaking
from talkif_schemas.artifact import PlayNode
from talkif_schemas.events import AudioQueued, SpeechInterrupted, SpeechStarted
from tests.runtime.session.flows import END, Conversation, flow, go, text


def program(audio: str = "https://cdn.example/hold.wav", **changes: Any) -> Any:
    fields: dict[str, Any] = {"type": "play", "audio": text(audio), "loop": 2, "interruptible": True}
    return flow("play", {"play": PlayNode(**(fields | changes), edges=go("end")), "end": END})


def test_the_flow_goes_on_when_the_recording_has_been_heard() -> None:
    call = Conversation(program())
    assert Play(1, "https://cdn.example/hold.wav", 2) in call.commands
    assert any(isinstance(fact, AudioQueued) and fact.times == 2 for fact in call.facts)
    assert call.path == ["play"]
    call.hear_all()
    assert call.path == ["play", "end"]


def test_a_caller_who_cuts_in_gets_on_at_once() -> None:
    call = Conversation(program())
    call.send(SpeechStarted(at_ms=call.later()))
    assert StopSpeaking() in call.commands
    call.send(SpeechInterrupted(at_ms=call.later(0), utterance=1, heard="", rest=""))
    assert call.path == ["play", "end"]


def test_a_recording_that_may_not_be_cut_goes_on_over_the_caller() -> None:
    call = Conversation(program(interruptible=False))
    call.send(SpeechStarted(at_ms=call.later()))
    assert StopSpeaking() not in call.commands
    assert call.path == ["play"]


def test_without_an_address_there_is_nothing_to_wait_for() -> None:
    assert Conversation(program("{{missing}}")).path == ["play", "end"]
