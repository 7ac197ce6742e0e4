from __future__ import annotations

from talkif_schemas.artifact import DncNode
from talkif_schemas.events import DncRequested
from tests.runtime.session.flows import END, Conversation, flow, go, text


def test_the_callers_number_and_the_reason_are_on_record() -> None:
    nodes = {"dnc": DncNode(type="dnc", reason=text("asked by {{account.name}}'s caller"), edges=go("end")), "end": END}
    call = Conversation(flow("dnc", nodes))
    assert DncRequested(at_ms=0, node="dnc", number="+1", reason="asked by Acme's caller") in call.facts
    assert call.path == ["dnc", "end"]
