from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.commands import (
    Transfer,
)
from talkif_schemas.artifact import (
    EndNode,
    TransferNode,
)
from talkif_schemas.events import (
    CallEnded,
    TransferFinished,
)
from tests.runtime.session.flows import END, Conversation, flow, on, text


class TestTransfer:
    def program(self) -> Any:
        node = TransferNode(
            type="transfer", to=(text("+14155550123"),), say=text("One moment."), ring_ms=20_000,
            edges=on(busy="sorry", success="end"),
        )  # fmt: skip
        return flow("human", {"human": node, "sorry": EndNode(type="end", say=text("Busy.")), "end": END})

    def test_the_caller_hears_why_before_they_are_handed_over(self) -> None:
        call = Conversation(self.program())
        assert not any(isinstance(command, Transfer) for command in call.commands)
        call.hear_all()
        assert Transfer("call_1:1", ("+14155550123",), 20_000, None) in call.commands

    def test_busy_comes_back_as_an_edge_and_completed_ends_the_call_with_an_outcome(self) -> None:
        call = Conversation(self.program())
        call.hear_all()
        call.send(TransferFinished(at_ms=call.later(), status="busy"))
        assert call.spoken == ["Busy."]
        call = Conversation(self.program())
        call.hear_all()
        call.send(TransferFinished(at_ms=call.later(), status="completed"))
        ended = call.facts[-1]
        assert isinstance(ended, CallEnded)
        assert (ended.reason, ended.outcome) == ("transferred", "done")
