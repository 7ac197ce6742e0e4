from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import StartTimer
from talkif_schemas.artifact import Edge, EndNode, Handler, SayNode, WaitNode
from tests.runtime.session.flows import END, Conversation, flow, go, text


def program(*handlers: Handler, edges: tuple[Edge, ...] = ()) -> Any:
    nodes = {
        "hold": SayNode(type="say", text=(text("One moment."),), interruptible=True, edges=go("pause")),
        "pause": WaitNode(type="wait", for_ms=5_000, edges=(*edges, *go("end"))),
        "end": END,
        "human": EndNode(type="end"),
    }
    return flow("hold", nodes, handlers=handlers)


def test_the_wait_begins_when_what_was_said_before_has_been_heard() -> None:
    call = Conversation(program())
    assert not any(isinstance(command, StartTimer) and command.timer == "wait" for command in call.commands)
    call.hear_all()
    assert StartTimer("wait", 5_000) in call.commands
    call.fire("wait")
    assert call.path == ["hold", "pause", "end"]


def test_neither_words_nor_keys_nor_silence_cut_it_short() -> None:
    call = Conversation(program())
    call.say("hello? are you there?")
    call.press("5")
    call.fire("silence")
    assert (call.path, call.spoken) == (["hold", "pause"], [])
    call.fire("wait")
    assert call.path[-1] == "end"


def test_an_edge_for_a_key_and_a_handler_for_words_do() -> None:
    call = Conversation(program(edges=(Edge(kind="on", event="dtmf:1", to="human"),)))
    call.press("1")
    assert call.path[-1] == "human"
    call = Conversation(program(Handler(kind="when", when="The caller wants a person", to="human")))
    call.say("get me a person")
    call.answer(choose="human")
    assert call.path[-1] == "human"


def test_the_wait_goes_on_and_ends_while_a_model_thinks_about_what_was_said() -> None:
    call = Conversation(program(Handler(kind="when", when="The caller wants a person", to="human")))
    call.say("hm")
    call.fire("wait")
    assert call.path[-1] == "end"
    assert call.state.request is None
