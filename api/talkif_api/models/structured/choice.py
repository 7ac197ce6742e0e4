"""Which model answers: the one that is asked for, else a cheap one of a vendor with a key.

Vendors' SDKs are imported when they are needed, so a deployment installs the extras of its own vendors only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

from talkif_compiler.catalogue import Model, vendor

from .contract import TIMEOUT_S, StructuredLlm

#: The first with a key is taken, where nobody names one. Azure's models have names of their own.
_ORDER: Final = ("openai", "anthropic", "google", "grok")


class Named(NamedTuple):
    provider: str
    model: str


def choose(wanted: str | None, keys: Mapping[str, str], urls: Mapping[str, str], today: str) -> Named | None:
    """`wanted`: `provider/model`, or None. `today`: ISO date, for models that are retired. None: there is no key, or
    no address of the Azure resource.
    """
    if wanted is not None:
        provider, _, model = wanted.partition("/")
        usable = provider in keys and (provider != "azure" or "azure" in urls)
        return Named(provider, model) if usable else None
    for provider in _ORDER:
        cheap = cheapest(provider, today) if provider in keys else None
        if cheap is not None:
            return Named(provider, cheap)
    return None


def cheapest(provider: str, today: str) -> str | None:
    """By the catalogue's prices, for ten tokens in and one out, as transcripts are."""
    listed = vendor("llm", provider)
    models = listed.models.values() if listed is not None else ()
    priced = [(price, model.id) for model in models if (price := _price(model, today)) is not None]
    return min(priced)[1] if priced else None


def _price(model: Model, today: str) -> float | None:
    retired = model.retires_on is not None and model.retires_on <= today
    if retired or not model.structured_output or "preview" in model.id:
        return None
    if model.usd_per_million_in is None or model.usd_per_million_out is None:
        return None
    return 10 * model.usd_per_million_in + model.usd_per_million_out


@asynccontextmanager
async def opened(
    provider: str, key: str, base_url: str | None, timeout_s: float = TIMEOUT_S
) -> AsyncIterator[StructuredLlm]:
    """The vendor, for as long as the context lasts. Raises ModuleNotFoundError when its extra is not installed."""
    llm = _llm(provider, key, base_url, timeout_s)
    try:
        yield llm
    finally:
        await llm.close()


def _llm(provider: str, key: str, base_url: str | None, timeout_s: float) -> StructuredLlm:
    match provider:
        case "anthropic":
            from .anthropic import AnthropicStructuredLlm

            return AnthropicStructuredLlm(key, base_url, timeout_s)
        case "google":
            from .google import GoogleStructuredLlm

            return GoogleStructuredLlm(key, base_url, timeout_s)
    from . import openai

    match provider:
        case "grok":
            return openai.grok_llm(key, base_url, timeout_s)
        case "azure" if base_url is not None:
            return openai.azure_llm(key, base_url, timeout_s)
    return openai.openai_llm(key, base_url, timeout_s)
