"""Which vendors tell of their models and voices, and which speak a sample: one file for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from talkif_compiler.catalogue import Kind, Model, Voice

from ..vendor_http import Access, Answer
from . import anthropic, azure, cartesia, deepgram, elevenlabs, google, grok, openai, soniox

ListModels: TypeAlias = Callable[[Access, Kind], Awaitable[tuple[Model, ...]]]
ListVoices: TypeAlias = Callable[[Access], Awaitable[tuple[Voice, ...]]]
#: Takes voice, text, model, and language or None.
Speak: TypeAlias = Callable[[Access, str, str, str, str | None], Awaitable[Answer]]

#: Vendors that are not here have no address of their own, or nothing to ask for.
BASE_URLS: Final[Mapping[str, str]] = {
    "anthropic": anthropic.BASE_URL,
    "cartesia": cartesia.BASE_URL,
    "deepgram": deepgram.BASE_URL,
    "elevenlabs": elevenlabs.BASE_URL,
    "google": google.BASE_URL,
    "grok": grok.BASE_URL,
    "openai": openai.BASE_URL,
    "soniox": soniox.BASE_URL,
}
MODELS: Final[Mapping[Kind, Mapping[str, ListModels]]] = {
    "llm": {
        "anthropic": anthropic.models,
        "azure": azure.models,
        "google": google.models,
        "grok": grok.models,
        "openai": openai.models,
    },
    "stt": {"deepgram": deepgram.models, "openai": openai.models, "soniox": soniox.models},
    "tts": {"deepgram": deepgram.models, "elevenlabs": elevenlabs.models, "openai": openai.models},
}
VOICES: Final[Mapping[str, ListVoices]] = {
    "cartesia": cartesia.voices,
    "deepgram": deepgram.voices,
    "elevenlabs": elevenlabs.voices,
}
