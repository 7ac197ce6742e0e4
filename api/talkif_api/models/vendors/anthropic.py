"""Anthropic: https://docs.claude.com/en/api/models-list"""

from __future__ import annotations

from typing import Final

from talkif_compiler.catalogue import Kind, Model

from ..vendor_http import Access, Wire

BASE_URL: Final = "https://api.anthropic.com"
#: Of the wire format. The only one so far.
VERSION: Final = "2023-06-01"


class _Model(Wire):
    id: str
    display_name: str
    max_input_tokens: int | None = None
    max_tokens: int | None = None


class _Models(Wire):
    data: list[_Model]


async def models(access: Access, _kind: Kind) -> tuple[Model, ...]:
    headers = {"x-api-key": access.key, "anthropic-version": VERSION}
    listed = await access.read(_Models, "/v1/models", headers, {"limit": 1000})
    return tuple(
        Model(entry.id, (), entry.display_name, context_tokens=entry.max_input_tokens, output_tokens=entry.max_tokens)
        for entry in listed.data
    )
