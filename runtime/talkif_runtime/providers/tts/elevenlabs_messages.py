"""ElevenLabs' multi-context speech messages.

https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

import orjson

from ..contract import TtsOptions

DEFAULT_MODEL = "eleven_flash_v2_5"
DEFAULT_VOICE = "21m00Tcm4TlvDq8ikWAM"
KEEP_ALIVE = b'{"text":""}'
CLOSE_SOCKET = b'{"close_socket":true}'
MAX_CONTEXTS = 5
"""Contexts that one socket may have open; the vendor closes it with 1008 beyond that."""

_INACTIVITY_TIMEOUT_S = 180
_QUERY_OPTIONS = frozenset(
    ["apply_text_normalization", "enable_logging", "enable_ssml_parsing", "inactivity_timeout", "seed"]
)


@dataclass(frozen=True, slots=True)
class Audio:
    context: str
    audio: bytes
    """Mu-law."""
    text: str | None


@dataclass(frozen=True, slots=True)
class Final:
    """The context is closed and has delivered everything."""

    context: str


@dataclass(frozen=True, slots=True)
class Failure:
    code: str
    detail: str
    retryable: bool


Received: TypeAlias = Audio | Final | Failure | None

# What the vendor calls it -> our code, and whether another attempt may work.
_FAILURES = {
    "max_active_conversations": ("rate_limited", True),
    "rate_limit_exceeded": ("rate_limited", True),
    "too_many_concurrent_requests": ("rate_limited", True),
    "invalid_api_key": ("auth", False),
    "authentication_error": ("auth", False),
    "input_timeout_exceeded": ("dropped", True),
    "internal_error": ("unavailable", True),
}


def path(options: TtsOptions) -> str:
    """Language is sent for the models that take it, those of version 2.5."""
    model = options.model or DEFAULT_MODEL
    query = {
        "model_id": model,
        "output_format": "ulaw_8000",
        "auto_mode": "true",
        "sync_alignment": "true",
        "inactivity_timeout": str(_INACTIVITY_TIMEOUT_S),
    }
    if model.endswith("v2_5"):
        query["language_code"] = options.language.split("-")[0]
    query |= {name: str(value).lower() for name, value in options.extra.items() if name in _QUERY_OPTIONS}
    voice = quote(options.voice or DEFAULT_VOICE, safe="")
    return f"/v1/text-to-speech/{voice}/multi-stream-input?{urlencode(query)}"


def open_context(context: str, options: TtsOptions) -> bytes:
    """Options of the voice, such as `stability` and `speed`, hold for the context. The first text is one space."""
    settings = {name: value for name, value in options.extra.items() if name not in _QUERY_OPTIONS}
    message: dict[str, Any] = {"text": " ", "context_id": context}
    return orjson.dumps(message | ({"voice_settings": settings} if settings else {}))


def add_text(context: str, text: str) -> bytes:
    """The vendor wants text to end with a space, so the space in front of a sentence goes."""
    return orjson.dumps({"text": text.strip() + " ", "context_id": context})


def flush(context: str) -> bytes:
    return orjson.dumps({"text": "", "flush": True, "context_id": context})


def close_context(context: str) -> bytes:
    return orjson.dumps({"close_context": True, "context_id": context})


def parse(message: Any) -> Received:
    """None for messages that do not matter here. Raises ValueError when the message has another shape."""
    try:
        if message.get("error"):
            return _failure(str(message["error"]), str(message.get("message") or ""))
        context = message.get("contextId")
        if message.get("audio"):
            alignment = message.get("alignment")
            text = "".join(alignment["chars"]) if alignment else None
            return Audio(_text(context), base64.b64decode(message["audio"], validate=True), text)
        return Final(_text(context)) if message.get("isFinal") else None
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"unexpected shape: {error!r}") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("contextId is not text")
    return value


def _failure(name: str, detail: str) -> Failure:
    code, retryable = _FAILURES.get(name, ("refused", False))
    return Failure(code, f"{name}: {detail}" if detail else name, retryable)
