from __future__ import annotations

from collections import Counter
from typing import Any

from talkif_schemas.artifact import SplitNode
from tests.runtime.session.flows import END, Conversation, flow, on


def arm_of(weights: dict[str, int], sticky: Any = "contact", **known: Any) -> str:
    node = SplitNode(type="split", weights=weights, sticky=sticky, edges=on(**dict.fromkeys(weights, "end")))
    return Conversation(flow("draw", {"draw": node, "end": END}), **known).reasons[0]


def test_the_same_person_always_takes_the_same_arm() -> None:
    for contact in ({"id": "c_1"}, {"phone": "+14155550123"}):
        arms = {arm_of({"a": 50, "b": 50}, contact=contact, call={"id": f"call_{count}"}) for count in range(20)}
        assert len(arms) == 1
    arms = {arm_of({"a": 50, "b": 50}, call={"id": f"call_{count}", "from": "+14155550123"}) for count in range(20)}
    assert len(arms) == 1


def test_each_call_is_drawn_anew_when_it_is_not_sticky_or_nobody_is_known() -> None:
    for sticky, caller in (("call", "+14155550123"), ("contact", "anonymous")):
        arms = {arm_of({"a": 50, "b": 50}, sticky, call={"id": f"call_{count}", "from": caller}) for count in range(20)}
        assert arms == {"a", "b"}


def test_calls_are_shared_out_by_weight_and_an_arm_without_weight_gets_none() -> None:
    drawn = Counter(arm_of({"a": 75, "b": 25, "never": 0}, contact={"id": str(count)}) for count in range(400))
    assert 270 < drawn["a"] < 330
    assert set(drawn) == {"a", "b"}
