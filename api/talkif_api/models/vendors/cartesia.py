"""Cartesia: voices and speech. https://docs.cartesia.ai/api-reference

It has no list of models.
"""

from __future__ import annotations

from typing import Any, Final

from talkif_compiler.catalogue import Gender, Voice

from ..vendor_http import Access, Answer, Wire

BASE_URL: Final = "https://api.cartesia.ai"

_VERSION: Final = "2026-03-01"
_PAGE: Final = 100
_MAX_PAGES: Final = 20
_SPEECH_TIMEOUT_S: Final = 20.0
_GENDERS: Final[dict[str, Gender]] = {"feminine": "female", "masculine": "male", "gender_neutral": "neutral"}


class _Voice(Wire):
    id: str
    name: str
    description: str | None = None
    language: str | None = None
    gender: str | None = None


class _Voices(Wire):
    data: list[_Voice]
    has_more: bool = False


async def voices(access: Access) -> tuple[Voice, ...]:
    """The voices that the key may use; 2,000 at most."""
    found: list[Voice] = []
    params: dict[str, Any] = {"limit": _PAGE}
    for _ in range(_MAX_PAGES):
        page = await access.read(_Voices, "/voices", _headers(access), params)
        found += map(_voice, page.data)
        if not page.has_more or not page.data:
            break
        params["starting_after"] = page.data[-1].id
    return tuple(found)


async def speak(access: Access, voice_id: str, text: str, model: str, language: str | None) -> Answer:
    """The text as WAV. Raises VendorDown and VendorRefused."""
    body = {
        "model_id": model,
        "transcript": text,
        "voice": {"mode": "id", "id": voice_id},
        "output_format": {"container": "wav", "encoding": "pcm_s16le", "sample_rate": 44100},
    } | ({"language": language} if language else {})
    return await access.ask("POST", "/tts/bytes", _headers(access), body=body, timeout_s=_SPEECH_TIMEOUT_S)


def _headers(access: Access) -> dict[str, str]:
    return {"Authorization": f"Bearer {access.key}", "Cartesia-Version": _VERSION}


def _voice(entry: _Voice) -> Voice:
    return Voice(
        entry.name,
        entry.id,
        frozenset({entry.language.partition("-")[0]}) if entry.language else None,
        _GENDERS.get(entry.gender or ""),
        description=entry.description,
    )
