"""Sequences of keys, in nodes that do not read numbers."""

from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import StartTimer
from talkif_schemas.artifact import Choice, Edge, EndNode, Handler, MenuNode, Retries, WaitNode
from tests.runtime.session.flows import END, Conversation, flow, text


def keys(**targets: str) -> tuple[Edge, ...]:
    return tuple(Edge(kind="on", event=f"dtmf:{name[1:]}", to=to) for name, to in targets.items())


def waiting(edges: tuple[Edge, ...] = (), handlers: tuple[Handler, ...] = ()) -> Conversation:
    ends = {name: EndNode(type="end") for name in ("one", "two", "long")}
    nodes: dict[str, Any] = {"wait": WaitNode(type="wait", for_ms=60_000, edges=edges), "end": END, **ends}
    return Conversation(flow("wait", nodes, handlers=handlers))


def test_a_single_key_that_begins_nothing_longer_acts_at_once() -> None:
    call = waiting(keys(k1="one", k23="two"))
    call.press("1")
    assert call.path[-1] == "one"


def test_several_keys_are_one_event_and_the_longest_wins() -> None:
    call = waiting(keys(k1="one", k12="two", k123="long"))
    call.press("1")
    assert StartTimer("keys", 2_000) in call.commands
    call.press("23")
    assert call.path[-1] == "long"


def test_a_prefix_acts_after_the_pause() -> None:
    for pressed, target in (("1", "one"), ("12", "two")):
        call = waiting(keys(k1="one", k12="two", k123="long"))
        call.press(pressed)
        assert call.path == ["wait"]
        call.fire("keys")
        assert call.path[-1] == target


def test_a_key_that_does_not_go_on_leaves_the_longest_that_was_complete() -> None:
    call = waiting(keys(k1="one", k123="long"))
    call.press("124")
    assert call.path[-1] == "one"


def test_wrong_keys_before_do_not_spoil_a_sequence() -> None:
    call = waiting(keys(k12="two"))
    call.press("91")
    call.press("12")
    assert call.path[-1] == "two"


def test_handlers_have_sequences_too_and_an_unfinished_one_is_forgotten() -> None:
    call = waiting(handlers=(Handler(kind="on", event="dtmf:*0", to="two"),))
    call.press("*")
    call.fire("keys")
    call.press("0")
    assert call.path == ["wait"]
    call.press("*0")
    assert call.path[-1] == "two"


def test_keys_of_a_menu_wait_for_longer_ones_of_its_edges() -> None:
    choices = (Choice(key="a", to="end", dtmf="1"), Choice(key="b", to="end", dtmf="2"))
    menu = MenuNode(
        type="menu", ask=text("One or two?"), choices=choices,
        retries=Retries(max=3), timeout_ms=5_000, interruptible=True, edges=keys(k11="long"),
    )  # fmt: skip
    nodes = {"menu": menu, "end": END, "long": EndNode(type="end")}
    call = Conversation(flow("menu", nodes))
    call.press("11")
    assert call.path[-1] == "long"
    call = Conversation(flow("menu", nodes))
    call.press("1")
    call.fire("keys")
    assert call.reasons == ["pressed 1"]
    call = Conversation(flow("menu", nodes))
    call.press("2")
    assert call.reasons == ["pressed 2"]
    call = Conversation(flow("menu", nodes))
    call.press("9")
    assert call.spoken == ["One or two?"]
