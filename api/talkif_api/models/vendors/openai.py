"""OpenAI: https://platform.openai.com/docs/api-reference/models/list

The list names models and says nothing of them, not even what they are for; that is told by their names alone.
"""

from __future__ import annotations

import re
from typing import Final

from talkif_compiler.catalogue import Kind, Model

from ..vendor_http import Access, Wire

BASE_URL: Final = "https://api.openai.com/v1"

_TRANSCRIBES: Final = re.compile(r"whisper|transcribe")
_SPEAKS: Final = re.compile(r"^tts-|-tts\b")
_CHATS: Final = re.compile(r"^(?:ft:)?(?:gpt-|o\d|chat)")
#: Of other endpoints than chat completions.
_OTHER: Final = re.compile(r"audio|realtime|image|search|instruct|embedding|moderation|codex|deep-research|live")


class _Model(Wire):
    id: str


class _Models(Wire):
    data: list[_Model]


async def models(access: Access, kind: Kind) -> tuple[Model, ...]:
    listed = await access.read(_Models, "/models", {"Authorization": f"Bearer {access.key}"})
    return tuple(Model(entry.id, ()) for entry in listed.data if kind_of(entry.id) == kind)


def kind_of(name: str) -> Kind | None:
    """What a model is for; None: for nothing that a call needs."""
    if _TRANSCRIBES.search(name):
        return "stt"
    if _SPEAKS.search(name):
        return "tts"
    return "llm" if _CHATS.search(name) and not _OTHER.search(name) else None
