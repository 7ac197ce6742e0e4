"""Soniox: https://soniox.com/docs/api-reference/stt/models/get_models"""

from __future__ import annotations

from typing import Final, Literal

from talkif_compiler.catalogue import Kind, Model

from ..vendor_http import Access, Wire

BASE_URL: Final = "https://api.soniox.com"


class _Language(Wire):
    code: str


class _Model(Wire):
    id: str
    name: str
    transcription_mode: Literal["real_time", "async"]
    languages: list[_Language] = []


class _Models(Wire):
    models: list[_Model]


async def models(access: Access, _kind: Kind) -> tuple[Model, ...]:
    listed = await access.read(_Models, "/v1/models", {"Authorization": f"Bearer {access.key}"})
    return tuple(
        Model(
            entry.id,
            (),
            entry.name,
            languages=frozenset(language.code for language in entry.languages) or None,
            streaming=entry.transcription_mode == "real_time",
        )
        for entry in listed.models
    )
