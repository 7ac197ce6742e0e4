"""Vendors, models and voices in a few words of Markdown, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from ..catalogue import KINDS, Kind, Model, Voice, table, vendor

_SELLS: dict[Kind, str] = {"stt": "recognition", "llm": "language models", "tts": "voices"}


def provider_words(name: str) -> str:
    found = {kind: known for kind in KINDS if (known := vendor(kind, name)) is not None}
    if not found:
        return ""
    title = next(iter(found.values())).name
    return f"vendor **{name}**: {title}\n\nHas {', '.join(_SELLS[kind] for kind in found)}."


def model_words(kind: Kind, provider: str, name: str) -> str:
    known = vendor(kind, provider)
    model = known.find(name) if known is not None else None
    if model is None:
        return ""
    facts = "\n".join(f"- {fact}" for fact in _facts(model))
    return f"model **{name}** of `{provider}`\n\n{facts or 'Nothing more is known of it.'}\n\n{_as_of(kind)}"


def voice_words(provider: str, name: str) -> str:
    known = vendor("tts", provider)
    voice = known.voice(name) if known is not None else None
    if voice is None:
        return ""
    facts = "\n".join(f"- {fact}" for fact in _of_voice(voice))
    return f"voice **{voice.name}** of `{provider}`\n\n{facts}\n\n{_as_of('tts')}"


def _facts(model: Model) -> Iterable[str]:
    if model.retires_on is not None:
        instead = f"; the vendor recommends `{model.replaced_by}`" if model.replaced_by else ""
        yield f"requests fail from {model.retires_on} on{instead}"
    if model.languages is not None:
        yield f"languages: {', '.join(sorted(model.languages))}"
    delays = {"first word": model.first_token_ms, "transcript": model.final_ms, "first sound": model.first_audio_ms}
    yield from (f"{what} after {delay_ms} ms (median)" for what, delay_ms in delays.items() if delay_ms is not None)
    if model.context_tokens is not None:
        yield f"{model.context_tokens:,} tokens of context"
    if model.usd_per_million_in is not None and model.usd_per_million_out is not None:
        yield f"${model.usd_per_million_in:g} per million tokens in, ${model.usd_per_million_out:g} out"
    if model.usd_per_minute is not None:
        yield f"${model.usd_per_minute:g} per minute"
    if model.usd_per_million_characters is not None:
        yield f"${model.usd_per_million_characters:g} per million characters"


def _of_voice(voice: Voice) -> Iterable[str]:
    yield f"id `{voice.id}`"
    if voice.gender is not None:
        yield voice.gender
    if voice.languages is not None:
        yield f"languages: {', '.join(sorted(voice.languages))}"


def _as_of(kind: Kind) -> str:
    return f"As of {table(kind).as_of}."
