"""Google's Gemini: https://ai.google.dev/api/models#method:-models.list"""

from __future__ import annotations

from typing import Final

from pydantic import Field

from talkif_compiler.catalogue import Kind, Model

from ..vendor_http import Access, Wire

BASE_URL: Final = "https://generativelanguage.googleapis.com"


class _Model(Wire):
    name: str
    display_name: str | None = Field(default=None, alias="displayName")
    input_tokens: int | None = Field(default=None, alias="inputTokenLimit")
    output_tokens: int | None = Field(default=None, alias="outputTokenLimit")
    methods: list[str] = Field(default=[], alias="supportedGenerationMethods")


class _Models(Wire):
    models: list[_Model]


async def models(access: Access, _kind: Kind) -> tuple[Model, ...]:
    """One page holds up to 1,000 models."""
    listed = await access.read(_Models, "/v1beta/models", {"x-goog-api-key": access.key}, {"pageSize": 1000})
    return tuple(
        Model(
            entry.name.removeprefix("models/"),
            (),
            entry.display_name,
            context_tokens=entry.input_tokens,
            output_tokens=entry.output_tokens,
        )
        for entry in listed.models
        if "generateContent" in entry.methods and entry.name.startswith("models/gemini-")
    )
