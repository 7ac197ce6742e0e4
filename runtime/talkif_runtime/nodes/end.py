"""`end`: say goodbye and end the call with an outcome once that has been heard. In a sub-flow: go back with it."""

from __future__ import annotations

from talkif_runtime.dialogue import frames
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import EndNode

from .behaviour import Behaviour


class End(Behaviour[EndNode]):
    def enter(self, step: Step, node: EndNode) -> None:
        if step.state.frames:
            if node.say is not None:
                step.say(step.render(node.say))
            frames.return_from(step, node.outcome)
            return
        if node.say is not None:
            step.say(step.render(node.say), interruptible=False)
        step.end("bot_ended", node.outcome, node.disposition)
