"""Asking a model which way to go, without letting it speak: for nodes that are not led by a model."""

from __future__ import annotations

from talkif_runtime.dialogue.step import Step
from talkif_runtime.dialogue.view import messages
from talkif_runtime.providers.contract import LlmRequest, Option


def choose_only(step: Step, ways: tuple[Option, ...]) -> None:
    """The answer is a choice, or none for stay."""
    artifact = step.program.artifact
    prompt = LlmRequest(
        system=step.render(artifact.prompt) if artifact.prompt is not None else "",
        messages=messages(step.state),
        options=ways,
        speak=False,
    )
    step.ask_model(prompt, interruptible=True)
