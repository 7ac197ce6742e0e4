"""ElevenLabs: models, voices and speech. https://elevenlabs.io/docs/api-reference"""

from __future__ import annotations

from typing import Any, Final

from pydantic import RootModel

from talkif_compiler.catalogue import Gender, Kind, Model, Voice

from ..vendor_http import Access, Answer, Wire

BASE_URL: Final = "https://api.elevenlabs.io"

_PAGE: Final = 100
_MAX_PAGES: Final = 20
_SPEECH_TIMEOUT_S: Final = 20.0
_GENDERS: Final[dict[str, Gender]] = {"female": "female", "male": "male", "neutral": "neutral", "non-binary": "neutral"}


class _Language(Wire):
    language_id: str


class _Model(Wire):
    model_id: str
    name: str | None = None
    can_do_text_to_speech: bool = False
    languages: list[_Language] | None = None


class _Verified(Wire):
    language: str


class _Voice(Wire):
    voice_id: str
    name: str | None = None
    labels: dict[str, str | None] | None = None
    description: str | None = None
    preview_url: str | None = None
    verified_languages: list[_Verified] | None = None


class _Voices(Wire):
    voices: list[_Voice]
    has_more: bool = False
    next_page_token: str | None = None


class _Models(RootModel[list[_Model]]):
    pass


async def models(access: Access, _kind: Kind) -> tuple[Model, ...]:
    listed = await access.read(_Models, "/v1/models", _headers(access))
    return tuple(
        Model(
            entry.model_id,
            (),
            entry.name,
            languages=frozenset(language.language_id for language in entry.languages or ()) or None,
        )
        for entry in listed.root
        if entry.can_do_text_to_speech
    )


async def voices(access: Access) -> tuple[Voice, ...]:
    """The voices that the key may use; 2,000 at most."""
    found: list[Voice] = []
    params: dict[str, Any] = {"page_size": _PAGE}
    for _ in range(_MAX_PAGES):
        page = await access.read(_Voices, "/v2/voices", _headers(access), params)
        found += map(_voice, page.voices)
        if not page.has_more or page.next_page_token is None:
            break
        params["next_page_token"] = page.next_page_token
    return tuple(found)


async def speak(access: Access, voice_id: str, text: str, model: str, language: str | None) -> Answer:
    """The text as MP3. Raises VendorDown and VendorRefused."""
    body = {"text": text, "model_id": model} | ({"language_code": language} if language else {})
    return await access.ask(
        "POST",
        f"/v1/text-to-speech/{voice_id}",
        _headers(access),
        params={"output_format": "mp3_44100_128"},
        body=body,
        timeout_s=_SPEECH_TIMEOUT_S,
    )


def _headers(access: Access) -> dict[str, str]:
    return {"xi-api-key": access.key}


def _voice(entry: _Voice) -> Voice:
    labels = entry.labels or {}
    languages = {verified.language for verified in entry.verified_languages or ()}
    if spoken := labels.get("language"):
        languages.add(spoken)
    return Voice(
        entry.name or entry.voice_id,
        entry.voice_id,
        frozenset(languages) or None,
        _GENDERS.get((labels.get("gender") or "").casefold()),
        labels.get("accent"),
        entry.description,
        entry.preview_url,
    )
