"""`dnc`: put on record that the other party must not be called any more, and go on. The account's list follows."""

from __future__ import annotations

from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import DncNode
from talkif_schemas.events import DncRequested

from .behaviour import Behaviour
from .numbers import other_party


class Dnc(Behaviour[DncNode]):
    def enter(self, step: Step, node: DncNode) -> None:
        reason = step.render(node.reason).strip() if node.reason is not None else ""
        step.facts.append(
            DncRequested(at_ms=step.at_ms, node=step.state.node, number=other_party(step.state), reason=reason)
        )
        take_onward(step)
