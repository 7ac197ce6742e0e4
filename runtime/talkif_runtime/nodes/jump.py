"""`jump`: leave this flow for the start of another one."""

from __future__ import annotations

from talkif_runtime.dialogue import frames
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import JumpNode

from .behaviour import Behaviour


class Jump(Behaviour[JumpNode]):
    def enter(self, step: Step, node: JumpNode) -> None:
        frames.jump(step, node.flow, node.inputs, node.context)
