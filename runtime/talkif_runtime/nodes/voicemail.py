"""`voicemail`: wait until the answering machine records, leave the message, and go on.

What the caller's side says meanwhile is the machine's greeting: nobody answers it, and nobody stops for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from talkif_runtime.dialogue.commands import AwaitBeep, ForgetBeep, StopSpeaking
from talkif_runtime.dialogue.edges import take_event, take_onward
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import VoicemailNode

from .behaviour import Behaviour

#: Longest wait for a beep or the end of a greeting before the message is left all the same.
MAX_WAIT_MS = 30_000
#: Silence that ends a greeting.
GREETING_END_MS = 2_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody's greeting is being played to us."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The message is being spoken."""


class Voicemail(Behaviour[VoicemailNode]):
    RESUMES: ClassVar[bool] = False

    def enter(self, step: Step, node: VoicemailNode) -> None:
        step.state.local = Waiting()
        if step.state.speaking:
            # Nobody is there to hear the rest, and it must not end up on the machine.
            step.commands.append(StopSpeaking())
            step.state.speaking = ()
        if str(step.state.call.get("answeredBy", "")).startswith("machine_end"):
            self._leave_message(step, node)  # The carrier has waited for the machine to record.
        elif node.after == "delay":
            step.start_timer("voicemail", node.delay_ms)
        else:
            step.start_timer("voicemail", MAX_WAIT_MS)
            if node.after == "beep":
                step.commands.append(AwaitBeep())
            else:
                step.start_timer("greeting", GREETING_END_MS, quiet=True)

    def silence(self, step: Step, node: VoicemailNode) -> bool:
        return True

    def beep(self, step: Step, node: VoicemailNode) -> None:
        self._leave_message(step, node)

    def timer(self, step: Step, node: VoicemailNode, timer: str) -> None:
        if timer in ("voicemail", "greeting"):
            self._leave_message(step, node)

    def quiet(self, step: Step, node: VoicemailNode) -> None:
        if isinstance(step.state.local, Leaving) and not take_event(step, "done") and not take_onward(step):
            step.end("bot_ended")

    def _leave_message(self, step: Step, node: VoicemailNode) -> None:
        if not isinstance(step.state.local, Waiting):
            return
        step.state.local = Leaving()
        step.stop_timer("voicemail")
        step.stop_timer("greeting")
        if node.after == "beep":
            step.commands.append(ForgetBeep())
        step.say(step.render(node.message), interruptible=False)
