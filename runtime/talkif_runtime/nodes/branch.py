"""`branch`: the first edge whose condition holds, else `else`."""

from __future__ import annotations

from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import BranchNode

from .behaviour import Behaviour


class Branch(Behaviour[BranchNode]):
    def enter(self, step: Step, node: BranchNode) -> None:
        take_onward(step)
