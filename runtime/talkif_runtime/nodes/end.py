"""`end`: say goodbye and end the call with an outcome once that has been heard."""

from __future__ import annotations

from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import EndNode

from .behaviour import Behaviour


class End(Behaviour[EndNode]):
    def enter(self, step: Step, node: EndNode) -> None:
        if node.say is not None:
            step.say(step.render(node.say), interruptible=False)
        step.end("bot_ended", node.outcome, node.disposition)
