"""`message`: send a text message, once for each visit, and branch on whether the carrier took it."""

from __future__ import annotations

from talkif_runtime.dialogue.commands import SendText
from talkif_runtime.dialogue.step import Step
from talkif_runtime.wire.sms import segments
from talkif_schemas.artifact import MessageNode
from talkif_schemas.events import ActRequested, ToolFinished

from . import request
from .behaviour import Behaviour
from .numbers import own_number, rendered, shown


class Message(Behaviour[MessageNode]):
    def enter(self, step: Step, node: MessageNode) -> None:
        to, text = rendered(step, node.to), step.render(node.text).strip()
        sender = rendered(step, node.sender) if node.sender is not None else own_number(step.state)
        if not to or not sender or not text:
            missing = "receiver" if not to else "sender" if not sender else "text"
            request.take_status(step, "failure", f"the message has no {missing}")
            return
        state = step.state
        request_id = step.new_request()
        key = f"{state.call['id']}:{request_id}"
        state.tools = {**state.tools, request_id: ""}
        step.facts.append(
            ActRequested(
                at_ms=step.at_ms, key=key, kind="message", node=state.node, target=shown(to), segments=segments(text)
            )
        )
        step.commands.append(SendText(request_id, key, to, sender, text))

    def keep(self, step: Step, node: MessageNode, event: ToolFinished) -> None:
        step.set_last(result=event.result, error=event.error)

    def finished(self, step: Step, node: MessageNode, event: ToolFinished) -> None:
        request.take_status(step, event.status, event.error)
