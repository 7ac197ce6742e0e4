"""`tool`: call one of the flow's tools and branch on how it went."""

from __future__ import annotations

from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import ToolNode
from talkif_schemas.events import ToolFinished

from . import request
from .behaviour import Behaviour


class Tool(Behaviour[ToolNode]):
    def enter(self, step: Step, node: ToolNode) -> None:
        if node.say is not None:
            step.say(step.render(node.say))
        args = {name: step.render(template) for name, template in node.args.items()}
        tool = step.program.artifact.tools[node.tool]
        if not request.send(step, tool.request, args, kind="tool", target=node.tool, model_call=""):
            request.take_status(step, "failure", "the request could not be written")

    def finished(self, step: Step, node: ToolNode, event: ToolFinished) -> None:
        result = request.store_result(step, step.program.artifact.tools[node.tool].request, event)
        if event.status == "success" and node.into is not None:
            step.set_variable(node.into, result)
        request.take_status(step, event.status, event.error)
