"""`extract`: a model reads values out of what has been said, in silence. What does not fit is asked for once more."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from talkif_runtime.dialogue.edges import take_exit
from talkif_runtime.dialogue.scope import now
from talkif_runtime.dialogue.shapes import shape
from talkif_runtime.dialogue.step import Step
from talkif_runtime.dialogue.view import messages
from talkif_runtime.providers.contract import LlmRequest, Message
from talkif_schemas.artifact import ExtractNode
from talkif_schemas.events import LlmAnswered, LlmFailed, ToolRequest

from . import recording_values
from .behaviour import Behaviour

_TASK = (
    f"Read the values out of the phone call and call {recording_values.NAME} once. "
    "Leave out what was not said; make nothing up. Today is {today}."
)


@dataclass(frozen=True, slots=True)
class Reading:
    again: bool = False
    """The model has been told what was wrong with its first answer."""


class Extract(Behaviour[ExtractNode]):
    def enter(self, step: Step, node: ExtractNode) -> None:
        step.state.local = Reading()
        said = _said(step, node)
        if said:
            self._ask(step, node, said)
        else:
            take_exit(step, "failure", "nothing has been said")

    def answered(self, step: Step, node: ExtractNode, event: LlmAnswered) -> None:
        step.state.failures = 0
        call = next((call for call in event.tool_calls if call.name == recording_values.NAME), None)
        value = recording_values.value_of(node.shape, call.arguments) if call is not None else None
        if value is None:
            take_exit(step, "failure", "nothing was found")
            return
        shaped, problems = shape(node.shape, value, step.region)
        if not problems:
            step.set_variable(node.into, shaped)
            take_exit(step, "success")
        elif step.state.local.again or call is None:
            take_exit(step, "failure", "; ".join(problems))
        else:
            step.state.local = Reading(again=True)
            self._ask(step, node, (*_said(step, node), *_refused(call, problems)))

    def failed(self, step: Step, node: ExtractNode, event: LlmFailed) -> None:
        take_exit(step, "failure", event.code)

    def _ask(self, step: Step, node: ExtractNode, said: tuple[Message, ...]) -> None:
        task = _TASK.format(today=f"{now(step.state):%A, %Y-%m-%d}")
        about = step.render(node.about).strip() if node.about is not None else ""
        purpose = node.shape.description or "Records what was said."
        prompt = LlmRequest(
            system="\n\n".join(part for part in (task, about) if part),
            messages=said,
            tools=(recording_values.offer(recording_values.fields_of(node.shape), purpose),),
            speak=False,
        )
        step.ask_model(prompt, interruptible=True)


def _said(step: Step, node: ExtractNode) -> tuple[Message, ...]:
    if node.source == "last":
        spoken = [message for message in messages(step.state) if message.role == "user"]
        return tuple(spoken[-1:])
    return messages(step.state, step.state.agent_line if node.source == "node" else 0)


def _refused(call: ToolRequest, problems: list[str]) -> tuple[Message, Message]:
    """The call and its result, as the dialogue would have them."""
    asked = Message("assistant", "", tool_calls=((call.id, call.name, orjson.dumps(call.arguments).decode()),))
    return asked, Message("tool", orjson.dumps({"error": "; ".join(problems)}).decode(), tool_call_id=call.id)
