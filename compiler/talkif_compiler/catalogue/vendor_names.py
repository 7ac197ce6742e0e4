"""What the vendors of the tables call themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

VENDOR_NAMES: Final[Mapping[str, str]] = {
    "anthropic": "Anthropic",
    "assemblyai": "AssemblyAI",
    "azure": "Microsoft Azure",
    "cartesia": "Cartesia",
    "deepgram": "Deepgram",
    "elevenlabs": "ElevenLabs",
    "google": "Google",
    "grok": "Grok (xAI)",
    "groq": "Groq",
    "offline": "Offline",
    "openai": "OpenAI",
    "playht": "PlayHT",
    "rime": "Rime",
    "soniox": "Soniox",
    "speechmatics": "Speechmatics",
}
