"""`play`: play a recording to its end, or until the caller cuts in, and go on."""

from __future__ import annotations

from dataclasses import dataclass

from talkif_runtime.dialogue.commands import Play as PlayCommand
from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import PlayNode
from talkif_schemas.events import AudioQueued

from .behaviour import Behaviour


@dataclass(frozen=True, slots=True)
class Playing:
    """The recording is queued or being played."""


class Play(Behaviour[PlayNode]):
    def enter(self, step: Step, node: PlayNode) -> None:
        step.state.local = Playing()
        url = step.render(node.audio).strip()
        if not url:
            return
        utterance = step.queue("", node.interruptible)
        step.commands.append(PlayCommand(utterance, url, node.loop))
        step.facts.append(
            AudioQueued(at_ms=step.at_ms, utterance=utterance, node=step.state.node, url=url, times=node.loop)
        )

    def quiet(self, step: Step, node: PlayNode) -> None:
        take_onward(step)
