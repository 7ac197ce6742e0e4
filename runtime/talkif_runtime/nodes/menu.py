"""`menu`: a few choices, by voice or keypad. What is said is matched word for word; the rest goes to the handlers."""

from __future__ import annotations

from dataclasses import dataclass

from talkif_runtime.dialogue import slots
from talkif_runtime.dialogue.edges import options, take_event, take_option
from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import Choice, Edge, MenuNode
from talkif_schemas.events import LlmAnswered, LlmFailed, UtteranceHeard

from .behaviour import Behaviour
from .choosing import choose_only
from .retrying import ask_again


@dataclass(frozen=True, slots=True)
class Offering:
    misses: int = 0


class Menu(Behaviour[MenuNode]):
    def enter(self, step: Step, node: MenuNode) -> None:
        step.state.local = Offering()
        step.say(step.render(node.ask), interruptible=node.interruptible)

    def silence_ms(self, step: Step, node: MenuNode) -> int | None:
        return node.timeout_ms

    def utterance(self, step: Step, node: MenuNode, event: UtteranceHeard) -> None:
        choice = _spoken(node, event.text, step.program.artifact.language)
        if choice is not None:
            _take(step, choice, f"said {choice.key}")
        elif ways := options(step, handlers_only=True):
            choose_only(step, ways)
        else:
            self._miss(step, node, "no_match")

    def own_keys(self, node: MenuNode) -> tuple[str, ...]:
        return tuple(choice.dtmf for choice in node.choices if choice.dtmf is not None)

    def keyed(self, step: Step, node: MenuNode, keys: str) -> None:
        choice = next((item for item in node.choices if item.dtmf == keys), None)
        if choice is not None:
            _take(step, choice, f"pressed {keys}")
        elif not take_event(step, f"dtmf:{keys}"):
            self._miss(step, node, "no_match")

    def silence(self, step: Step, node: MenuNode) -> bool:
        self._miss(step, node, "no_input")
        return True

    def answered(self, step: Step, node: MenuNode, event: LlmAnswered) -> None:
        taken = event.choice is not None and take_option(
            step, event.choice, event.reason, event.confidence, event.total_ms
        )
        if not taken:
            self._miss(step, node, "no_match")

    def failed(self, step: Step, node: MenuNode, event: LlmFailed) -> None:
        self._miss(step, node, "no_match")

    def _miss(self, step: Step, node: MenuNode, kind: str) -> None:
        local: Offering = step.state.local
        step.state.local = Offering(local.misses + 1)
        if local.misses + 1 > node.retries.max:
            if not take_event(step, kind):
                step.end("error")
        else:
            ask_again(step, node.retries, kind, local.misses, node.ask, interruptible=node.interruptible)


def _take(step: Step, choice: Choice, reason: str) -> None:
    step.take(Edge(kind="on", event=f"choice:{choice.key}", to=choice.to), reason)


def _spoken(node: MenuNode, text: str, language: str) -> Choice | None:
    """The choice whose phrase is in the answer, longest phrase first; else the one whose key is said as a number."""
    phrases = [(phrase, choice) for choice in node.choices for phrase in (*choice.says, choice.key.replace("_", " "))]
    phrases.sort(key=lambda pair: -len(slots.words(pair[0])))
    for phrase, choice in phrases:
        if slots.mentions(text, phrase):
            return choice
    said = slots.digits(text, language.split("-")[0].lower())
    return next((choice for choice in node.choices if choice.dtmf is not None and choice.dtmf == said), None)
