"""`say`: queue a text and go on. The next node starts while it is being spoken."""

from __future__ import annotations

from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import SayNode

from .behaviour import Behaviour


class Say(Behaviour[SayNode]):
    def enter(self, step: Step, node: SayNode) -> None:
        variant = node.text[(step.state.visits[step.state.place] - 1) % len(node.text)]
        step.say(step.render(variant), interruptible=node.interruptible, voice=node.voice)
        take_onward(step)
