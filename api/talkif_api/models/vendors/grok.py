"""xAI's Grok, with prices: https://docs.x.ai/developers/rest-api-reference/inference/models"""

from __future__ import annotations

from typing import Final

from talkif_compiler.catalogue import Kind, Model

from ..vendor_http import Access, Wire

BASE_URL: Final = "https://api.x.ai"

#: Prices are US cents for 100 million tokens.
_USD_PER_MILLION: Final = 1 / 100 / 100


class _Model(Wire):
    id: str
    context_length: int | None = None
    prompt_text_token_price: int | None = None
    cached_prompt_text_token_price: int | None = None
    completion_text_token_price: int | None = None


class _Models(Wire):
    models: list[_Model]


async def models(access: Access, _kind: Kind) -> tuple[Model, ...]:
    listed = await access.read(_Models, "/v1/language-models", {"Authorization": f"Bearer {access.key}"})
    return tuple(
        Model(
            entry.id,
            (),
            context_tokens=entry.context_length,
            usd_per_million_in=_usd(entry.prompt_text_token_price),
            usd_per_million_cached_in=_usd(entry.cached_prompt_text_token_price),
            usd_per_million_out=_usd(entry.completion_text_token_price),
        )
        for entry in listed.models
    )


def _usd(price: int | None) -> float | None:
    return None if price is None else price * _USD_PER_MILLION
