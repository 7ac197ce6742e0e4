"""`subflow`: run another flow, and come back with `exit:<outcome>`."""

from __future__ import annotations

from talkif_runtime.dialogue import frames
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import SubflowNode

from .behaviour import Behaviour


class Subflow(Behaviour[SubflowNode]):
    def enter(self, step: Step, node: SubflowNode) -> None:
        frames.enter(step, node.flow, node.inputs)
