"""`http`: one HTTP request of its own, branching on how it went."""

from __future__ import annotations

from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import HttpNode
from talkif_schemas.events import ToolFinished

from . import request
from .behaviour import Behaviour


class Http(Behaviour[HttpNode]):
    def enter(self, step: Step, node: HttpNode) -> None:
        if node.say is not None:
            step.say(step.render(node.say))
        if not request.send(step, node.request, {}, kind="http", target=step.state.node, model_call=""):
            request.take_status(step, "failure", "the request could not be written")

    def keep(self, step: Step, node: HttpNode, event: ToolFinished) -> None:
        request.keep(step, node.request, node.into, event)

    def finished(self, step: Step, node: HttpNode, event: ToolFinished) -> None:
        request.take_outcome(step, node.into, event)
