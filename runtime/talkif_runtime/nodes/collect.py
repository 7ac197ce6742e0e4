"""`collect`: ask until there is one value of the right shape, by voice or keypad, or give up.

Keys belong to the slot while it takes keypad input. A handler's keys still work there: pressed alone and followed by
`#` or a pause, when they make no valid answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from talkif_runtime.dialogue import phrases, slots
from talkif_runtime.dialogue.edges import options, take_event, take_option
from talkif_runtime.dialogue.scope import now
from talkif_runtime.dialogue.shapes import shape
from talkif_runtime.dialogue.step import Step
from talkif_runtime.templates.spoken import date_text, phone_text, time_text
from talkif_schemas.artifact import CollectNode
from talkif_schemas.conditions import ConditionFailed
from talkif_schemas.events import LlmAnswered, LlmFailed, UtteranceHeard

from .behaviour import Behaviour
from .choosing import choose_only
from .retrying import ask_again

#: Pause after a key that ends keypad input, as IVRs commonly use it.
INTER_DIGIT_MS = 2_500
#: Recogniser confidence below which `confirm: low_confidence` asks back.
LOW_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Collecting:
    misses: int = 0
    keys: str = ""
    confirming: Any = None
    """A value that waits for the caller's yes."""


class Collect(Behaviour[CollectNode]):
    def enter(self, step: Step, node: CollectNode) -> None:
        step.state.local = Collecting()
        step.expect(_expected(node))
        step.say(step.render(node.ask), interruptible=node.interruptible)

    def silence_ms(self, step: Step, node: CollectNode) -> int | None:
        return node.timeout_ms

    def utterance(self, step: Step, node: CollectNode, event: UtteranceHeard) -> None:
        local: Collecting = step.state.local
        if local.confirming is not None:
            self._confirmed(step, node, event.text)
            return
        value = self._parse(step, node, event.text, keyed=False) if node.speech else None
        if value is not None:
            unsure = node.confirm == "low_confidence" and event.confidence < LOW_CONFIDENCE
            self._accept(step, node, value, confirm=node.confirm == "always" or unsure)
        elif ways := options(step, handlers_only=True):
            choose_only(step, ways)
        else:
            self._miss(step, node, "no_match")

    def digit(self, step: Step, node: CollectNode, digit: str) -> None:
        local: Collecting = step.state.local
        if not node.dtmf:
            super().digit(step, node, digit)
        elif digit == "#":
            self._keyed(step, node)
        elif digit == "*":
            step.state.local = replace(local, keys="")
        else:
            keys = local.keys + digit
            step.state.local = replace(local, keys=keys)
            if node.max_digits is not None and len(keys) >= node.max_digits:
                self._keyed(step, node)
            else:
                step.start_timer("digits", INTER_DIGIT_MS)

    def timer(self, step: Step, node: CollectNode, timer: str) -> None:
        if timer == "digits":
            self._keyed(step, node)

    def silence(self, step: Step, node: CollectNode) -> bool:
        self._miss(step, node, "no_input")
        return True

    def answered(self, step: Step, node: CollectNode, event: LlmAnswered) -> None:
        taken = event.choice is not None and take_option(
            step, event.choice, event.reason, event.confidence, event.total_ms
        )
        if not taken:
            self._miss(step, node, "no_match")

    def failed(self, step: Step, node: CollectNode, event: LlmFailed) -> None:
        self._miss(step, node, "no_match")

    def _keyed(self, step: Step, node: CollectNode) -> None:
        """Keypad input is complete."""
        step.stop_timer("digits")
        local: Collecting = step.state.local
        keys, step.state.local = local.keys, replace(local, keys="")
        if local.confirming is not None:
            self._confirmed(step, node, {"1": "yes", "2": "no"}.get(keys, ""), language="en")
            return
        value = self._parse(step, node, keys, keyed=True) if keys else None
        if value is not None:
            self._accept(step, node, value, confirm=node.confirm == "always")
        elif not (keys and take_event(step, f"dtmf:{keys}")):
            self._miss(step, node, "no_match")

    def _parse(self, step: Step, node: CollectNode, text: str, *, keyed: bool) -> Any:
        """The value that an answer gives, or None when it is none for the slot, its variable, or the node's check."""
        artifact, region = step.program.artifact, step.region
        today = now(step.state).date()
        answer = slots.Answer(text=text, tag=artifact.language, today=today, region=region, keyed=keyed)
        value, problems = shape(artifact.variables[node.into], slots.parse(node, answer), region)
        if value is None or problems:
            return None
        try:
            return value if step.program.check_slot(node, value, step.values()) else None
        except ConditionFailed as error:
            step.failed(node.check or "", error)
            return None

    def _accept(self, step: Step, node: CollectNode, value: Any, *, confirm: bool) -> None:
        if confirm:
            step.state.local = replace(step.state.local, confirming=value)
            step.expect("speech")
            step.say(phrases.confirm(step.program.artifact.language, _spoken(step, node, value)))
            return
        step.set_variable(node.into, value)
        take_event(step, "done", str(value))

    def _confirmed(self, step: Step, node: CollectNode, text: str, language: str | None = None) -> None:
        local: Collecting = step.state.local
        answer = slots.yes_no(text, language or step.program.artifact.language.split("-")[0].lower())
        if answer is True:
            self._accept(step, node, local.confirming, confirm=False)
            return
        step.state.local = replace(local, confirming=None)
        step.expect(_expected(node))
        self._miss(step, node, "no_match")

    def _miss(self, step: Step, node: CollectNode, kind: str) -> None:
        local: Collecting = step.state.local
        step.state.local = replace(local, misses=local.misses + 1)
        if local.misses + 1 > node.retries.max:
            take_event(step, "gave_up", kind)
        else:
            ask_again(step, node.retries, kind, local.misses, node.ask, interruptible=node.interruptible)


def _expected(node: CollectNode) -> str:
    """The hint for the recogniser."""
    return "digits" if node.slot in ("digits", "phone") else "speech"


def _spoken(step: Step, node: CollectNode, value: Any) -> str:
    """The value as it is asked back."""
    language = step.program.artifact.language
    if isinstance(value, bool):
        return phrases.yes_or_no(language, value)
    if node.slot == "digits":
        return " ".join(value)
    as_text = {"date": date_text, "time": time_text}.get(node.slot)
    if as_text is not None:
        return as_text(value, language=language)
    return phone_text(value) if node.slot == "phone" else str(value).replace("_", " ")
