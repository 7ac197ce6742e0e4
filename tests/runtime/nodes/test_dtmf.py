from __future__ import annotations

from typing import Any

import pytest

from talkif_runtime.dialogue.commands import SendKeys
from talkif_runtime.nodes.dtmf import MAX_KEYS
from talkif_schemas.artifact import DtmfNode
from talkif_schemas.types import InputSpec
from tests.runtime.session.flows import END, Conversation, flow, go, text


def program(digits: str) -> Any:
    nodes = {"press": DtmfNode(type="dtmf", digits=text(digits), edges=go("end")), "end": END}
    return flow("press", nodes, inputs={"account": InputSpec(type="string")})


@pytest.mark.parametrize(
    ("digits", "account", "sent"),
    [
        ("1ww4150#", "", "1ww4150#"),
        ("2W{{account}}", "415-22 1", "2W415221"),
        ("{{account}}", "9" * 200, "9" * MAX_KEYS),
    ],
)
def test_keys_are_sent_and_then_the_flow_goes_on(digits: str, account: str, sent: str) -> None:
    call = Conversation(program(digits), account=account)
    assert [command for command in call.commands if isinstance(command, SendKeys)] == [SendKeys(1, sent)]
    assert call.path == ["press"]
    call.hear_all()
    assert call.path == ["press", "end"]


def test_without_a_key_there_is_nothing_to_send() -> None:
    assert Conversation(program("{{account}}"), account="none").path == ["press", "end"]
