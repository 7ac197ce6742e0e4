"""`split`: a share of the calls goes each way. Which way is drawn from who or what call it is, so it stays the same."""

from __future__ import annotations

import hashlib
import re

from talkif_runtime.dialogue.edges import take_exit
from talkif_runtime.dialogue.state import State
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import SplitNode

from .behaviour import Behaviour
from .numbers import other_party

#: What carriers send instead of a number, such as `anonymous`, is no one person.
_NUMBER = re.compile(r"\+[0-9]{5,15}")


class Split(Behaviour[SplitNode]):
    def enter(self, step: Step, node: SplitNode) -> None:
        drawn_by = _person(step.state) if node.sticky == "contact" else None
        key = f"{step.program.artifact.flow}\0{step.state.node}\0{drawn_by or step.state.call['id']}"
        take_exit(step, _arm(node.weights, key))


def _person(state: State) -> str | None:
    """Whom the call is with, if that can be told."""
    known = state.contact.get("id") or state.contact.get("phone")
    if known:
        return str(known)
    number = other_party(state)
    return number if _NUMBER.fullmatch(number) else None


def _arm(weights: dict[str, int], key: str) -> str:
    point = int.from_bytes(hashlib.sha256(key.encode()).digest()) % max(1, sum(weights.values()))
    for arm in sorted(weights):
        point -= weights[arm]
        if point < 0:
            return arm
    return ""
