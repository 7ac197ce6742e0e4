"""`wait`: silence for a while, counted from the end of what is being said, and on.

Nothing that the caller says or presses cuts it short, unless a handler or an edge takes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from talkif_runtime.dialogue.edges import options, take_exit, take_option
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import WaitNode
from talkif_schemas.events import LlmAnswered, LlmFailed, UtteranceHeard

from .behaviour import Behaviour
from .choosing import choose_only


@dataclass(frozen=True, slots=True)
class Waiting:
    started: bool = False


class Wait(Behaviour[WaitNode]):
    def enter(self, step: Step, node: WaitNode) -> None:
        step.state.local = Waiting()

    def quiet(self, step: Step, node: WaitNode) -> None:
        if not step.state.local.started:
            step.state.local = Waiting(started=True)
            step.start_timer("wait", node.for_ms)

    def silence(self, step: Step, node: WaitNode) -> bool:
        return True

    def utterance(self, step: Step, node: WaitNode, event: UtteranceHeard) -> None:
        if ways := options(step, handlers_only=True):
            choose_only(step, ways)

    def answered(self, step: Step, node: WaitNode, event: LlmAnswered) -> None:
        if event.choice is not None:
            take_option(step, event.choice, event.reason, event.confidence, event.total_ms)

    def failed(self, step: Step, node: WaitNode, event: LlmFailed) -> None:
        """The wait goes on."""

    def timer(self, step: Step, node: WaitNode, timer: str) -> None:
        if timer == "wait":
            take_exit(step, "done")
