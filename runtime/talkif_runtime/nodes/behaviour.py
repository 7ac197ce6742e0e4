"""What a node does at run time. One subclass per node type; all of them are pure and work through the step.

`enter` is called once for each visit. The other methods answer what happens while the conversation is in the node.
"""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from talkif_runtime.dialogue import phrases
from talkif_runtime.dialogue.edges import take_event
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import NodeBase
from talkif_schemas.events import LlmAnswered, LlmFailed, ToolFinished, TransferFinished, UtteranceHeard

from . import keypad

NodeT = TypeVar("NodeT", bound=NodeBase)

#: Model failures in a row after which the call ends.
MAX_FAILURES = 2


class Behaviour(Generic[NodeT]):
    RESUMES: ClassVar[bool] = True
    """Whether what an interruption without words cut off is said again in this node."""

    def enter(self, step: Step, node: NodeT) -> None:
        """Start the node. It may take an edge at once."""
        raise NotImplementedError

    def utterance(self, step: Step, node: NodeT, event: UtteranceHeard) -> None:
        """The caller said something while the node waits or works. Nodes that listen override this."""

    def own_keys(self, node: NodeT) -> tuple[str, ...]:
        """Sequences of keys that mean something to the node itself, besides its edges and the handlers."""
        return ()

    def digit(self, step: Step, node: NodeT, digit: str) -> None:
        """A key was pressed. Nodes that read numbers override this."""
        keys = keypad.press(step, digit, self.own_keys(node))
        if keys is not None:
            self.keyed(step, node, keys)

    def key_pause(self, step: Step, node: NodeT) -> None:
        """Keys were pressed that could have been the beginning of more, and no more came."""
        self.keyed(step, node, keypad.pause(step, self.own_keys(node)))

    def keyed(self, step: Step, node: NodeT, keys: str) -> None:
        """A sequence of keys is complete, or a key that nobody waits for was pressed."""
        take_event(step, f"dtmf:{keys}")

    def silence(self, step: Step, node: NodeT) -> bool:
        """The caller said nothing for `silence_ms`. False hands it to the flow's idle settings."""
        return take_event(step, "silence")

    def silence_ms(self, step: Step, node: NodeT) -> int | None:
        """How long to wait for the caller when it is their turn. None: the flow's idle setting."""
        return None

    def quiet(self, step: Step, node: NodeT) -> None:
        """Everything queued has been played and nothing is under way."""

    def answered(self, step: Step, node: NodeT, event: LlmAnswered) -> None:
        """The model answered a request of this visit."""

    def failed(self, step: Step, node: NodeT, event: LlmFailed) -> None:
        """No model could answer: the error edge, or an apology and another try, or the end."""
        step.state.failures += 1
        if take_event(step, "error", event.code):
            return
        if step.state.failures > MAX_FAILURES:
            step.say(phrases.give_up(step.program.artifact.language), interruptible=False)
            step.end("error")
        else:
            step.say(phrases.once_more(step.program.artifact.language))

    def keep(self, step: Step, node: NodeT, event: ToolFinished) -> None:
        """A request of this visit is done: write down what came of it."""

    def finished(self, step: Step, node: NodeT, event: ToolFinished) -> None:
        """What came of a request of this visit has been written down: go on."""

    def transferred(self, step: Step, node: NodeT, event: TransferFinished) -> None:
        """A transfer of this visit ended."""

    def beep(self, step: Step, node: NodeT) -> None:
        """The tone of an answering machine was heard, in a node that waits for it."""

    def timer(self, step: Step, node: NodeT, timer: str) -> None:
        """A timer of this visit fired."""
