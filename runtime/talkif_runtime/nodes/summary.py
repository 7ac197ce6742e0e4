"""A summary of the call so far, which an agent node reads instead of the dialogue itself."""

from __future__ import annotations

from typing import Any

from talkif_runtime.dialogue.step import Step
from talkif_runtime.dialogue.view import messages
from talkif_runtime.providers.contract import LlmRequest, ToolSchema
from talkif_schemas.events import LlmAnswered

_TOOL = ToolSchema(
    "write_summary",
    "Keeps the summary for whoever goes on with the call.",
    {
        "type": "object",
        "properties": {"text": {"type": "string", "description": "A few sentences: who, what, what was agreed."}},
        "required": ["text"],
        "additionalProperties": False,
    },
)


def ask(step: Step) -> None:
    """Ask for it in silence."""
    prompt = LlmRequest(
        system=f"Summarise this phone call for a colleague who goes on with it: call {_TOOL.name}.",
        messages=messages(step.state),
        tools=(_TOOL,),
        speak=False,
    )
    step.ask_model(prompt, interruptible=True)


def written(event: LlmAnswered) -> str:
    """Empty when the model wrote none."""
    texts: list[Any] = [call.arguments.get("text") for call in event.tool_calls if call.name == _TOOL.name]
    return next((text.strip() for text in texts if isinstance(text, str)), "")
