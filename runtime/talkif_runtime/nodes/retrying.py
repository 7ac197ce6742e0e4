"""Asking again, for nodes that wait for one particular answer."""

from __future__ import annotations

from talkif_runtime.dialogue.step import Step
from talkif_schemas.artifact import Retries
from talkif_schemas.template_ast import Template


def ask_again(step: Step, retries: Retries, kind: str, misses: int, question: Template, *, interruptible: bool) -> None:
    """Say the text for this miss, the last one over and over; the question itself when the flow has no text."""
    texts = retries.no_input if kind == "no_input" else retries.no_match
    text = texts[min(misses, len(texts) - 1)] if texts else question
    step.say(step.render(text), interruptible=interruptible)
