from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.dialogue.commands import SwitchRecording
from talkif_schemas.artifact import RecordNode, SayNode
from talkif_schemas.events import RecordingSwitched
from tests.runtime.session.flows import END, Conversation, flow, go, text


def program(action: Any) -> Any:
    return flow(
        "say",
        {
            "say": SayNode(type="say", text=(text("Now."),), interruptible=True, edges=go("record")),
            "record": RecordNode(type="record", action=action, edges=go("end")),
            "end": END,
        },
    )


@pytest.mark.parametrize(("action", "state"), [("stop", "off"), ("pause", "paused")])
def test_what_is_not_to_be_recorded_stops_at_once(action: str, state: Any) -> None:
    call = Conversation(program(action))
    assert SwitchRecording(state) in call.commands
    assert call.path == ["say", "record", "end"]


@pytest.mark.parametrize("action", ["start", "resume"])
def test_recording_begins_after_what_was_said_before(action: str) -> None:
    call = Conversation(program(action))
    assert call.path == ["say", "record"]
    call.hear_all()
    (switched,) = [fact for fact in call.facts if isinstance(fact, RecordingSwitched)]
    assert (switched.state, switched.node, switched.at_ms) == ("on", "record", 1_000)
    assert call.path == ["say", "record", "end"]


def test_nodes_that_wait_for_nothing_follow_each_other_at_once() -> None:
    nodes = {
        "start": RecordNode(type="record", action="start", edges=go("resume")),
        "resume": RecordNode(type="record", action="resume", edges=go("end")),
        "end": END,
    }
    assert Conversation(flow("start", nodes)).path == ["start", "resume", "end"]


def test_a_circle_of_them_ends_as_an_error() -> None:
    nodes = {
        "one": RecordNode(type="record", action="start", edges=go("two")),
        "two": RecordNode(type="record", action="resume", edges=go("one")),
    }
    call = Conversation(flow("one", nodes))
    assert call.state.phase == "ending"
    assert call.state.ending is not None
    assert call.state.ending.reason == "error"
