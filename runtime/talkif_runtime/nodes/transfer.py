"""`transfer`: hand the caller over once they have heard why. Success ends the flow; the rest comes back as an edge.

In `warm` mode a model writes meanwhile what the colleague is told before they are connected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from talkif_runtime.dialogue import phrases
from talkif_runtime.dialogue.commands import Transfer as TransferCommand
from talkif_runtime.dialogue.edges import take_event
from talkif_runtime.dialogue.opening import is_open
from talkif_runtime.dialogue.scope import now
from talkif_runtime.dialogue.step import Step
from talkif_runtime.dialogue.view import messages
from talkif_runtime.providers.contract import LlmRequest, ToolSchema
from talkif_schemas.artifact import TransferNode
from talkif_schemas.events import ActRequested, LlmAnswered, LlmFailed, TransferFinished

from .behaviour import Behaviour
from .numbers import rendered, shown

#: Longest text that the colleague hears; a minute and a half.
MAX_WHISPER_CHARS = 1_500
_TELL = ToolSchema(
    "tell_colleague",
    "Tells the colleague who is about to take the call what it is about.",
    {
        "type": "object",
        "properties": {"text": {"type": "string", "description": "Two or three spoken sentences."}},
        "required": ["text"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True)
class Announcing:
    """The reason for the transfer is being spoken, and the briefing written."""

    briefing: str = ""


class Transfer(Behaviour[TransferNode]):
    def enter(self, step: Step, node: TransferNode) -> None:
        if node.hours is not None and not is_open(node.hours, now(step.state), step.state.contact):
            _not_handed_over(step, "closed")
            return
        step.state.local = Announcing()
        if node.say is not None:
            step.say(step.render(node.say), interruptible=False)
        if node.mode == "warm" and node.briefing is not None:
            step.ask_model(_briefing(step, step.render(node.briefing)), interruptible=False)

    def answered(self, step: Step, node: TransferNode, event: LlmAnswered) -> None:
        step.state.failures = 0
        step.state.local = Announcing(_told(event))

    def failed(self, step: Step, node: TransferNode, event: LlmFailed) -> None:
        """The caller is handed over all the same; the failure is on record."""

    def quiet(self, step: Step, node: TransferNode) -> None:
        if not isinstance(step.state.local, Announcing):
            return
        whisper = [step.render(node.whisper) if node.whisper is not None else "", step.state.local.briefing]
        step.state.local = None
        step.state.phase = "transferring"
        targets = tuple(target for target in (rendered(step, number) for number in node.to) if target)
        key = f"{step.state.call['id']}:{step.new_request()}"
        named = ", ".join(shown(target) for target in targets)
        step.facts.append(ActRequested(at_ms=step.at_ms, key=key, kind="transfer", node=step.state.node, target=named))
        caller_id = rendered(step, node.caller_id) if node.caller_id is not None else None
        text = " ".join(part.strip() for part in whisper if part.strip())[:MAX_WHISPER_CHARS]
        step.commands.append(TransferCommand(key, targets, node.ring_ms, caller_id or None, text))

    def transferred(self, step: Step, node: TransferNode, event: TransferFinished) -> None:
        step.state.phase = "active"
        if event.status == "completed":
            take_event(step, "success")
        else:
            _not_handed_over(step, event.status)


def _not_handed_over(step: Step, why: str) -> None:
    """An edge of its own, that of every failure, or an apology."""
    if not take_event(step, why) and not take_event(step, "failure", why):
        step.say(phrases.give_up(step.program.artifact.language), interruptible=False)
        step.end("error")


def _briefing(step: Step, instructions: str) -> LlmRequest:
    """Asks for text that the caller does not hear."""
    return LlmRequest(
        system=f"{instructions.strip()}\n\nCall {_TELL.name} with what the colleague should know from this call.",
        messages=messages(step.state),
        tools=(_TELL,),
        speak=False,
    )


def _told(event: LlmAnswered) -> str:
    """What the model wants to be told; models without tools just write it."""
    for call in event.tool_calls:
        text: Any = call.arguments.get("text")
        if call.name == _TELL.name and isinstance(text, str):
            return text
    return event.text
