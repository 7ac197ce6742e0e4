"""Deepgram: https://developers.deepgram.com/reference/manage/models/list

What speaks is listed voice by voice; the model is a voice's architecture, such as `aura-2`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from talkif_compiler.catalogue import Gender, Kind, Model, Voice

from ..vendor_http import Access, Wire

BASE_URL: Final = "https://api.deepgram.com"

_GENDERS: Final[dict[str, Gender]] = {"feminine": "female", "masculine": "male"}


class _Hearing(Wire):
    canonical_name: str
    languages: list[str] = []
    streaming: bool | None = None


class _Looks(Wire):
    accent: str | None = None
    sample: str | None = None
    tags: list[str] = []


class _Speaking(Wire):
    name: str
    canonical_name: str
    architecture: str
    languages: list[str] = []
    metadata: _Looks = _Looks()


class _Models(Wire):
    stt: list[_Hearing] = []
    tts: list[_Speaking] = []


async def models(access: Access, kind: Kind) -> tuple[Model, ...]:
    listed = await _list(access)
    languages: dict[str, set[str]] = {}
    streaming: dict[str, bool | None] = {}
    # A model is listed once for each of its versions.
    for entry in listed.stt if kind == "stt" else listed.tts:
        name = entry.canonical_name if isinstance(entry, _Hearing) else entry.architecture
        languages.setdefault(name, set()).update(_primary(entry.languages))
        if isinstance(entry, _Hearing):
            streaming[name] = streaming.get(name) or entry.streaming
    return tuple(
        Model(name, (), languages=frozenset(spoken) or None, streaming=streaming.get(name))
        for name, spoken in languages.items()
    )


async def voices(access: Access) -> tuple[Voice, ...]:
    found = {entry.canonical_name: _voice(entry) for entry in (await _list(access)).tts}
    return tuple(found.values())


async def _list(access: Access) -> _Models:
    return await access.read(_Models, "/v1/models", {"Authorization": f"Token {access.key}"})


def _voice(entry: _Speaking) -> Voice:
    tags = [tag.casefold() for tag in entry.metadata.tags]
    return Voice(
        entry.name,
        entry.canonical_name,
        frozenset(_primary(entry.languages)) or None,
        next((_GENDERS[tag] for tag in tags if tag in _GENDERS), None),
        entry.metadata.accent,
        ", ".join(tag for tag in tags if tag not in _GENDERS) or None,
        entry.metadata.sample,
    )


def _primary(tags: Iterable[str]) -> set[str]:
    """`en` of `en-US`. `multi` is no language."""
    return {tag.partition("-")[0].lower() for tag in tags} - {"multi"}
