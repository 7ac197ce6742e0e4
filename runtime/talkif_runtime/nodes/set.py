"""`set`: assign variables and go on."""

from __future__ import annotations

from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import SetNode

from .behaviour import Behaviour


class Set(Behaviour[SetNode]):
    def enter(self, step: Step, node: SetNode) -> None:
        step.assign(node.assign)
        take_onward(step)
