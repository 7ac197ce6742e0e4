"""`transfer`: hand the caller over once they have heard why. Success ends the flow; the rest comes back as an edge."""

from __future__ import annotations

from dataclasses import dataclass

from talkif_runtime.dialogue import phrases
from talkif_runtime.dialogue.commands import Transfer as TransferCommand
from talkif_runtime.dialogue.edges import take_event
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import TransferNode
from talkif_schemas.events import ActRequested, TransferFinished

from .behaviour import Behaviour


@dataclass(frozen=True, slots=True)
class Announcing:
    """The reason for the transfer is still being spoken."""


class Transfer(Behaviour[TransferNode]):
    def enter(self, step: Step, node: TransferNode) -> None:
        step.state.local = Announcing()
        if node.say is not None:
            step.say(step.render(node.say), interruptible=False)

    def quiet(self, step: Step, node: TransferNode) -> None:
        if not isinstance(step.state.local, Announcing):
            return
        step.state.local = None
        step.state.phase = "transferring"
        targets = tuple(step.render(target) for target in node.to)
        key = f"{step.state.call['id']}:{step.new_request()}"
        step.facts.append(
            ActRequested(at_ms=step.at_ms, key=key, kind="transfer", node=step.state.node, target=", ".join(targets))
        )
        caller_id = step.render(node.caller_id) if node.caller_id is not None else None
        step.commands.append(TransferCommand(key, targets, node.ring_ms, caller_id))

    def transferred(self, step: Step, node: TransferNode, event: TransferFinished) -> None:
        step.state.phase = "active"
        if event.status == "completed":
            take_event(step, "success")
        elif not take_event(step, event.status) and not take_event(step, "failure", event.status):
            step.say(phrases.give_up(step.program.artifact.language), interruptible=False)
            step.end("error")
