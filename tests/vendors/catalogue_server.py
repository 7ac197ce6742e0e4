"""What vendors list of their models and voices, and samples of voices, on loopback: one server, one path per vendor."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, Literal, TypeAlias

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from talkif_api.cli.local import free_ports
from talkif_runtime.server import serve_http

#: A status to refuse with, or: never answers · what is not JSON · JSON of another shape · more than anybody reads.
Fault: TypeAlias = int | Literal["stall", "garbage", "other_shape", "flood"]

KEY: Final = "the-right-key"
#: How each vendor wants its key.
_KEYS: Final[dict[str, Callable[[Request], bool]]] = {
    "anthropic": lambda r: r.headers.get("x-api-key") == KEY and r.headers.get("anthropic-version") == "2023-06-01",
    "azure": lambda r: r.headers.get("api-key") == KEY and r.query_params.get("api-version") == "2024-10-21",
    "cartesia": lambda r: _bearer(r) and "Cartesia-Version" in r.headers,
    "deepgram": lambda r: r.headers.get("Authorization", "").lower() == f"token {KEY}",
    "elevenlabs": lambda r: r.headers.get("xi-api-key") == KEY,
    "google": lambda r: r.headers.get("x-goog-api-key") == KEY,
    "grok": lambda r: _bearer(r),
    "openai": lambda r: _bearer(r),
    "soniox": lambda r: _bearer(r),
}
VENDORS: Final = tuple(_KEYS)


def _bearer(request: Request) -> bool:
    return request.headers.get("Authorization") == f"Bearer {KEY}"


ANSWERS: Final[dict[str, Any]] = {
    "openai/v1/models": {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": 1_780_000_000, "owned_by": "openai"}
            for name in (
                "gpt-5.4-mini", "gpt-5.4-mini-2026-03-17", "gpt-9-new", "o3", "gpt-4o-transcribe", "whisper-1",
                "gpt-4o-mini-tts", "tts-1", "text-embedding-3-large", "gpt-realtime", "gpt-image-1", "dall-e-3",
            )
        ],
    },
    "anthropic/v1/models": {
        "data": [
            {"id": "claude-haiku-4-5-20251001", "type": "model", "display_name": "Claude Haiku 4.5",
             "created_at": "2025-10-15T00:00:00Z", "max_input_tokens": 200_000, "max_tokens": 64_000},
            {"id": "claude-new", "type": "model", "display_name": "Claude New", "created_at": "2026-10-01T00:00:00Z"},
        ],
        "has_more": False, "first_id": "claude-haiku-4-5-20251001", "last_id": "claude-new",
    },
    "azure/openai/models": {
        "object": "list",
        "data": [
            {"id": "gpt-4o-2024-11-20", "object": "model", "status": "succeeded", "lifecycle_status": "preview",
             "capabilities": {"chat_completion": True, "embeddings": False},
             "deprecation": {"inference": 1_790_000_000}},
            {"id": "text-embedding-3-small", "object": "model", "status": "succeeded",
             "capabilities": {"chat_completion": False, "embeddings": True}},
        ],
    },
    "google/v1beta/models": {
        "models": [
            {"name": "models/gemini-3.5-flash", "version": "001", "displayName": "Gemini 3.5 Flash",
             "inputTokenLimit": 2_000_000, "outputTokenLimit": 65_536,
             "supportedGenerationMethods": ["generateContent", "countTokens"]},
            {"name": "models/gemini-embedding-001", "supportedGenerationMethods": ["embedContent"]},
            {"name": "models/imagen-4", "supportedGenerationMethods": ["predict"]},
        ]
    },
    "grok/v1/language-models": {
        "models": [
            {"id": "grok-4.3", "object": "model", "created": 1_770_000_000, "owned_by": "xai",
             "aliases": ["grok-4.3-latest"],
             "input_modalities": ["text", "image"], "output_modalities": ["text"], "context_length": 900_000,
             "prompt_text_token_price": 15_000, "cached_prompt_text_token_price": 2_000,
             "completion_text_token_price": 30_000},
        ]
    },
    "deepgram/v1/models": {
        "stt": [
            {"name": "general", "canonical_name": "nova-3", "architecture": "nova-3", "languages": ["en", "en-US"],
             "version": "2024-12-20.0", "uuid": "1", "batch": True, "streaming": True, "formatted_output": True},
            {"name": "general", "canonical_name": "nova-3", "architecture": "nova-3", "languages": ["multi", "pt-BR"],
             "version": "2025-01-01.0", "uuid": "2", "batch": True, "streaming": False, "formatted_output": True},
            {"name": "tiny", "canonical_name": "whisper-tiny", "architecture": "whisper", "languages": ["en"],
             "version": "1", "uuid": "3", "batch": True, "streaming": False, "formatted_output": False},
        ],
        "tts": [
            {"name": "thalia", "canonical_name": "aura-2-thalia-en", "architecture": "aura-2",
             "languages": ["en", "en-US"], "version": "1", "uuid": "4",
             "metadata": {"accent": "American", "age": "Adult", "color": "#fff", "image": "https://x.example/i.png",
                          "sample": "https://x.example/thalia.wav", "tags": ["feminine", "Clear", "Confident"]}},
            {"name": "celeste", "canonical_name": "aura-2-celeste-es", "architecture": "aura-2", "languages": ["es"],
             "version": "1", "uuid": "5", "metadata": {"accent": "Colombian", "tags": ["feminine"]}},
        ],
    },
    "soniox/v1/models": {
        "models": [
            {"id": "stt-rt-v5", "aliased_model_id": None, "name": "Speech-to-Text Real-time v5", "context_version": 2,
             "transcription_mode": "real_time",
             "languages": [{"code": "en", "name": "English"}, {"code": "sl", "name": "Slovenian"}]},
            {"id": "stt-async-v5", "aliased_model_id": None, "name": "Speech-to-Text Async v5", "context_version": 2,
             "transcription_mode": "async", "languages": [{"code": "en", "name": "English"}]},
        ]
    },
    "elevenlabs/v1/models": [
        {"model_id": "eleven_flash_v2_5", "name": "Eleven Flash v2.5", "can_do_text_to_speech": True,
         "languages": [{"language_id": "en", "name": "English"}, {"language_id": "de", "name": "German"}]},
        {"model_id": "eleven_english_sts_v2", "name": "Speech to speech", "can_do_text_to_speech": False,
         "languages": []},
    ],
}  # fmt: skip

ELEVENLABS_VOICES: Final[list[dict[str, Any]]] = [
    {"voice_id": "21m00Tcm4TlvDq8ikWAM", "name": "Rachel", "category": "premade", "description": "Calm and clear.",
     "labels": {"accent": "american", "gender": "female", "age": "young", "language": "en"},
     "preview_url": "https://x.example/rachel.mp3",
     "verified_languages": [{"language": "es", "model_id": "eleven_flash_v2_5", "accent": "latin", "locale": "es-MX"}]},
    {"voice_id": "SAz9YHcvj6GT2YYXdXww", "name": "River", "category": "premade", "labels": {"gender": "non-binary"}},
    {"voice_id": "myOwnClonedVoice0001", "name": "Our founder", "category": "cloned", "labels": {}},
]  # fmt: skip
CARTESIA_VOICES: Final[list[dict[str, Any]]] = [
    {"id": "f786b574-daa5-4673-aa0c-cbe3e8534c02", "name": "Katie", "description": "For agents.", "language": "en",
     "gender": "feminine", "is_owner": False, "is_public": True, "created_at": "2025-01-01T00:00:00Z"},
    {"id": "11111111-2222-3333-4444-555555555555", "name": "Lukas", "description": None, "language": "de",
     "gender": "masculine", "is_owner": True, "is_public": False, "created_at": "2025-01-01T00:00:00Z"},
]  # fmt: skip
#: Vendors give fewer on a page than are asked for when they like.
PAGE: Final = 2


@dataclass
class CatalogueServer:
    """`faults`: by vendor. `requests`: path below the vendor's of everything that was asked, by vendor."""

    faults: dict[str, Fault] = field(default_factory=dict)
    requests: dict[str, list[str]] = field(default_factory=dict)
    bodies: list[Any] = field(default_factory=list)
    origin: str = ""
    asked: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def urls(self) -> dict[str, str]:
        """Base URL of each vendor, as settings name it."""
        return {vendor: f"{self.origin}/{vendor}" + ("/v1" if vendor == "openai" else "") for vendor in VENDORS}

    @property
    def keys(self) -> dict[str, str]:
        return dict.fromkeys(VENDORS, KEY)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self.asked:
            await self.asked.wait_for(condition)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/{vendor}/{path:path}", methods=["GET", "POST"])
        async def answer(request: Request, vendor: str, path: str) -> Response:
            async with self.asked:
                self.requests.setdefault(vendor, []).append(path)
                self.asked.notify_all()
            fault = self.faults.get(vendor)
            if fault is not None:
                return await _misbehave(request, fault)
            if not _KEYS[vendor](request):
                return JSONResponse({"error": {"message": "Incorrect API key provided."}}, 401)
            if request.method == "POST":
                return self._speak(vendor, path, await request.json())
            return _listed(vendor, path, request)

        return app

    def _speak(self, vendor: str, path: str, body: dict[str, Any]) -> Response:
        self.bodies.append(body)
        if vendor == "elevenlabs":
            if path.removeprefix("v1/text-to-speech/") not in {voice["voice_id"] for voice in ELEVENLABS_VOICES}:
                detail = {"status": "voice_not_found", "message": "A voice with that ID was not found."}
                return JSONResponse({"detail": detail}, 404)
            return Response(b"ID3" + body["text"].encode(), media_type="audio/mpeg")
        if body["voice"]["id"] not in {voice["id"] for voice in CARTESIA_VOICES}:
            return JSONResponse({"title": "Voice not found", "error_code": "voice_not_found"}, 404)
        return Response(_wav(body["output_format"]["sample_rate"]), media_type="audio/wav")


@asynccontextmanager
async def catalogue_server() -> AsyncIterator[CatalogueServer]:
    server, port = CatalogueServer(), free_ports().api
    server.origin = f"http://127.0.0.1:{port}"
    async with serve_http(server.app(), "127.0.0.1", port):
        yield server


def _listed(vendor: str, path: str, request: Request) -> Response:
    query = request.query_params
    if (vendor, path) == ("elevenlabs", "v2/voices"):
        start = int(query.get("next_page_token", 0))
        has_more = start + PAGE < len(ELEVENLABS_VOICES)
        page = {
            "voices": ELEVENLABS_VOICES[start : start + PAGE],
            "has_more": has_more,
            "total_count": len(ELEVENLABS_VOICES),
            "next_page_token": str(start + PAGE) if has_more else None,
        }
        return JSONResponse(page)
    if (vendor, path) == ("cartesia", "voices"):
        ids = [voice["id"] for voice in CARTESIA_VOICES]
        start = ids.index(query["starting_after"]) + 1 if "starting_after" in query else 0
        return JSONResponse({"data": CARTESIA_VOICES[start : start + 1], "has_more": start + 1 < len(ids)})
    found = ANSWERS.get(f"{vendor}/{path}")
    return JSONResponse(found) if found is not None else JSONResponse({"error": "Not found"}, 404)


async def _misbehave(request: Request, fault: Fault) -> Response:
    match fault:
        case "stall":
            while (await request.receive())["type"] != "http.disconnect":
                pass
            return Response(status_code=499)
        case "garbage":
            return Response("<html>Bad Gateway</html>", media_type="text/html")
        case "other_shape":
            return JSONResponse({"models": 7, "data": 7, "stt": 7, "voices": 7})
        case "flood":
            return Response(b" " * (9 * 1024 * 1024), media_type="application/json")
        case status:
            return JSONResponse({"error": {"message": f"as told, {KEY}"}}, int(status))


def _wav(rate_hz: int) -> bytes:
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(b"\0\0" * (rate_hz // 10))
    return out.getvalue()
