"""`dtmf`: press keys for the flow, and go on once the tones have been sent."""

from __future__ import annotations

from dataclasses import dataclass

from talkif_runtime.dialogue.commands import SendKeys
from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import DtmfNode
from talkif_schemas.events import KeysQueued

from .behaviour import Behaviour

#: Keys and pauses of one node; half a minute of tones.
MAX_KEYS = 64
_KEYS = frozenset("0123456789*#wW")


@dataclass(frozen=True, slots=True)
class Pressing:
    """The tones are queued or being sent."""


class Dtmf(Behaviour[DtmfNode]):
    def enter(self, step: Step, node: DtmfNode) -> None:
        step.state.local = Pressing()
        # What a value has besides keys, such as the spaces and hyphens of a phone number, is left out.
        digits = "".join(key for key in step.render(node.digits) if key in _KEYS)[:MAX_KEYS]
        if not digits:
            return
        utterance = step.queue("", interruptible=False)
        step.commands.append(SendKeys(utterance, digits))
        step.facts.append(KeysQueued(at_ms=step.at_ms, utterance=utterance, node=step.state.node, digits=digits))

    def quiet(self, step: Step, node: DtmfNode) -> None:
        take_onward(step)
