"""The tables hold together, and agree with the runtime on which vendors there are."""

from __future__ import annotations

import re
from datetime import date

import pytest

from talkif_compiler.catalogue import KINDS, Kind, Model, table, vendor
from talkif_runtime.providers.llm import openai_messages
from talkif_runtime.providers.registry import VENDORS
from talkif_runtime.providers.stt import deepgram_messages
from talkif_runtime.providers.tts import elevenlabs_messages

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def models(kind: Kind) -> list[Model]:
    vendors = table(kind).vendors.values()
    return [
        *(model for item in vendors for model in item.models.values()),
        *(v.unlisted for v in vendors if v.unlisted),
    ]


@EVERY_KIND
def test_every_vendor_of_the_runtime_is_known(kind: Kind) -> None:
    assert set(VENDORS[kind]) <= set(table(kind).vendors)


@EVERY_KIND
def test_every_vendor_says_what_a_call_uses_when_a_flow_names_no_model(kind: Kind) -> None:
    for name in VENDORS[kind]:
        found = vendor(kind, name)
        assert found is not None
        assert found.find(None) is not None


def test_default_models_are_those_of_the_runtime() -> None:
    defaults = {
        ("stt", "deepgram"): deepgram_messages.DEFAULT_MODEL,
        ("llm", "openai"): openai_messages.DEFAULT_MODEL,
        ("tts", "elevenlabs"): elevenlabs_messages.DEFAULT_MODEL,
    }
    found = {
        (kind, item.id): item.default_model
        for kind in KINDS
        for item in table(kind).vendors.values()
        if item.default_model
    }
    assert found == defaults


@EVERY_KIND
def test_every_fact_has_a_source(kind: Kind) -> None:
    known = table(kind).sources
    named = [*(model.sources for model in models(kind)), *(item.sources for item in table(kind).vendors.values())]
    assert all(sources and set(sources) <= set(known) for sources in named)
    assert all(known.values())


@EVERY_KIND
def test_dates_are_dates_and_replacements_are_models(kind: Kind) -> None:
    assert date.fromisoformat(table(kind).as_of)
    for item in table(kind).vendors.values():
        for model in item.models.values():
            if model.retires_on is not None:
                assert date.fromisoformat(model.retires_on)
            if model.replaced_by is not None:
                assert model.replaced_by in item.models
                assert (item.models[model.replaced_by].retires_on or "9999") > (model.retires_on or "")


@EVERY_KIND
def test_languages_are_primary_subtags(kind: Kind) -> None:
    voices = [voice for item in table(kind).vendors.values() for voice in item.voices]
    named = [tag for thing in (*models(kind), *voices) for tag in thing.languages or ()]
    assert all(re.fullmatch(r"[a-z]{2,3}", tag) for tag in named)


@EVERY_KIND
def test_voices_have_ids_of_the_shape_that_their_vendor_gives_them(kind: Kind) -> None:
    for item in table(kind).vendors.values():
        assert len({voice.id for voice in item.voices}) == len(item.voices)
        if item.voice_id is not None:
            assert all(re.fullmatch(item.voice_id, voice.id) for voice in item.voices)


def test_numbers_are_of_a_sensible_size() -> None:
    for model in models("llm"):
        assert model.first_token_ms is None or 50 <= model.first_token_ms <= 10_000
        assert model.context_tokens is None or 4_000 <= model.context_tokens <= 2_000_000
        cached = model.usd_per_million_cached_in
        assert cached is None or 0 < cached < (model.usd_per_million_in or 0), model.id
        assert model.usd_per_million_in is None or 0 < model.usd_per_million_in <= (model.usd_per_million_out or 0)
    for model in models("stt"):
        assert model.usd_per_minute is None or 0 < model.usd_per_minute < 0.1
    for model in models("tts"):
        assert model.usd_per_million_characters is None or 1 < model.usd_per_million_characters < 500
