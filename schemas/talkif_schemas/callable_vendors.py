"""The vendors of recognition, models and voices that a call can use: those that the runtime has adapters for.

Flows may name others, which a call passes over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

OFFLINE: Final = "offline"
"""Runs on the machine of the runtime, without a key."""

CALLABLE: Final[Mapping[Literal["stt", "llm", "tts"], frozenset[str]]] = {
    "stt": frozenset({"deepgram", OFFLINE}),
    "llm": frozenset({"openai", OFFLINE}),
    "tts": frozenset({"elevenlabs", OFFLINE}),
}
