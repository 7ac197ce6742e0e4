from __future__ import annotations

from talkif_runtime.dialogue.commands import HangUp, StopSpeaking
from talkif_schemas.artifact import HangupNode, SayNode
from talkif_schemas.events import CallEnded, HungUp
from tests.runtime.session.flows import Conversation, flow, go, text


def test_the_line_is_cut_at_once_and_the_journal_says_why() -> None:
    nodes = {
        "hello": SayNode(type="say", text=(text("A long story."),), interruptible=False, edges=go("cut")),
        "cut": HangupNode(type="hangup", reason="spam"),
    }
    call = Conversation(flow("hello", nodes))
    assert call.commands[-2:] == [StopSpeaking(), HangUp("spam")]
    call.send(HungUp(at_ms=call.later(), by="server", reason="spam"))
    ended = call.facts[-1]
    assert isinstance(ended, CallEnded)
    assert ended.reason == "bot_ended"
