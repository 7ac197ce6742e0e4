"""`hours`: one way when somebody is there, another when nobody is."""

from __future__ import annotations

from talkif_runtime.dialogue.edges import take_exit
from talkif_runtime.dialogue.opening import is_open
from talkif_runtime.dialogue.scope import now
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import HoursNode

from .behaviour import Behaviour


class Hours(Behaviour[HoursNode]):
    def enter(self, step: Step, node: HoursNode) -> None:
        take_exit(step, "open" if is_open(node.opening, now(step.state), step.state.contact) else "closed")
