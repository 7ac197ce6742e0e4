"""What holds when a flow says nothing. All of it in one place, because callers notice each of these."""

from __future__ import annotations

from talkif_schemas.artifact import ServiceRef, Services
from talkif_schemas.template_ast import Template

LANGUAGE = "en-US"

SERVICES = Services(
    stt=(ServiceRef(provider="deepgram"),),
    llm=(ServiceRef(provider="openai"),),
    tts=(ServiceRef(provider="elevenlabs"),),
)

MAX_CALL_MS = 30 * 60_000
IDLE_AFTER_MS = 8_000
IDLE_PROMPTS = ("Are you still there?", "I cannot hear you. Please say something, or I will hang up.")
"""English, so they are used for English flows alone; other languages write their own."""

INTERRUPTIBLE = True
RECORDING = False

ANSWER_TIMEOUT_MS = 7_000
"""Silence after a question of `collect` or `menu` before it is asked again."""
RETRIES_MAX = 2

REQUEST_TIMEOUT_MS = 5_000
"""A caller waits for it in silence, or on one filler line."""
RING_MS = 30_000


def fixed(text: str) -> Template:
    """A template without tags."""
    return Template(source=text, ops=[text])
