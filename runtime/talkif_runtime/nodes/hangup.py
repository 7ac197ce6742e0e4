"""`hangup`: end the call at once, whatever is being said, and in every flow that it is in."""

from __future__ import annotations

from talkif_runtime.dialogue.commands import StopSpeaking
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import HangupNode

from .behaviour import Behaviour


class Hangup(Behaviour[HangupNode]):
    def enter(self, step: Step, node: HangupNode) -> None:
        if step.state.speaking:
            step.commands.append(StopSpeaking())
            step.state.speaking = ()
        step.end("bot_ended", note=node.reason or "")
