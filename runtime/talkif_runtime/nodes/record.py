"""`record`: switch the recording of the call.

`pause` and `stop` hold at once, so that nothing gets into the recording which the flow wants out of it; `start` and
`resume` wait until what was said before has been heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from talkif_runtime.dialogue.commands import SwitchRecording
from talkif_runtime.dialogue.edges import take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import RecordNode
from talkif_schemas.events import RecordingSwitched

from .behaviour import Behaviour

_STATES: Mapping[str, Literal["on", "off", "paused"]] = {
    "start": "on",
    "resume": "on",
    "pause": "paused",
    "stop": "off",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was said before is still being spoken."""


class Record(Behaviour[RecordNode]):
    def enter(self, step: Step, node: RecordNode) -> None:
        if node.action in ("pause", "stop"):
            self._switch(step, node)
        else:
            step.state.local = Waiting()

    def quiet(self, step: Step, node: RecordNode) -> None:
        self._switch(step, node)

    def _switch(self, step: Step, node: RecordNode) -> None:
        state = _STATES[node.action]
        step.commands.append(SwitchRecording(state))
        step.facts.append(RecordingSwitched(at_ms=step.at_ms, node=step.state.node, state=state))
        take_onward(step)
