from __future__ import annotations

from typing import Any

from talkif_schemas.artifact import (
    Choice,
    MenuNode,
    Retries,
)
from tests.runtime.session.flows import END, Conversation, flow, on, text


class TestMenu:
    def program(self) -> Any:
        choices = (
            Choice(key="order", to="end", dtmf="1", says=("my order",)),
            Choice(key="person", to="human", dtmf="2", says=("person",)),
        )
        menu = MenuNode(
            type="menu",
            ask=text("Order or person?"),
            choices=choices,
            retries=Retries(max=0),
            timeout_ms=4_000,
            interruptible=True,
            edges=on(no_input="end", no_match="human"),
        )
        return flow("menu", {"menu": menu, "end": END, "human": END})

    def test_by_words_by_key_and_by_number(self) -> None:
        for act, target in (("say:I want my order please", "end"), ("press:2", "human"), ("say:two", "human")):
            call = Conversation(self.program())
            kind, _, what = act.partition(":")
            (call.say if kind == "say" else call.press)(what)
            assert call.path == ["menu", target], act

    def test_no_match_and_no_input_have_their_own_ways_out(self) -> None:
        call = Conversation(self.program())
        call.say("banana")
        assert call.path == ["menu", "human"]
        call = Conversation(self.program())
        call.hear_all()
        call.fire("silence")
        assert call.path == ["menu", "end"]
