"""What we read out of each vendor's lists, and what we make of vendors that fail."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from talkif_api.models.vendor_http import Access, VendorDown, VendorRefused
from talkif_api.models.vendors import MODELS, VOICES, openai
from talkif_compiler.catalogue import Kind, Model, Voice
from tests.vendors.catalogue_server import KEY, CatalogueServer, Fault, catalogue_server


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    async with catalogue_server() as running:
        yield running


async def models(server: CatalogueServer, kind: Kind, vendor: str) -> dict[str, Model]:
    listed = await MODELS[kind][vendor](Access(server.urls[vendor], KEY), kind)
    return {model.id: model for model in listed}


async def voices(server: CatalogueServer, vendor: str) -> dict[str, Voice]:
    return {voice.name: voice for voice in await VOICES[vendor](Access(server.urls[vendor], KEY))}


async def test_models_of_openai_are_told_apart_by_their_names(server: CatalogueServer) -> None:
    assert set(await models(server, "llm", "openai")) == {
        "gpt-5.4-mini",
        "gpt-5.4-mini-2026-03-17",
        "gpt-9-new",
        "o3",
    }
    assert set(await models(server, "stt", "openai")) == {"gpt-4o-transcribe", "whisper-1"}
    assert set(await models(server, "tts", "openai")) == {"gpt-4o-mini-tts", "tts-1"}
    assert openai.kind_of("ft:gpt-4.1-mini:acme::abc") == "llm"


async def test_anthropic_and_google_tell_names_and_windows(server: CatalogueServer) -> None:
    claude = await models(server, "llm", "anthropic")
    haiku = claude["claude-haiku-4-5-20251001"]
    assert (haiku.name, haiku.context_tokens, haiku.output_tokens) == ("Claude Haiku 4.5", 200_000, 64_000)
    assert claude["claude-new"].context_tokens is None
    gemini = await models(server, "llm", "google")
    assert list(gemini) == ["gemini-3.5-flash"]
    assert gemini["gemini-3.5-flash"].context_tokens == 2_000_000


async def test_azure_lists_what_can_chat(server: CatalogueServer) -> None:
    assert list(await models(server, "llm", "azure")) == ["gpt-4o-2024-11-20"]


async def test_grok_tells_prices(server: CatalogueServer) -> None:
    model = (await models(server, "llm", "grok"))["grok-4.3"]
    assert (model.usd_per_million_in, model.usd_per_million_out, model.context_tokens) == (1.5, 3.0, 900_000)
    assert model.usd_per_million_cached_in == 0.2


async def test_versions_of_a_deepgram_model_are_one_model(server: CatalogueServer) -> None:
    heard = await models(server, "stt", "deepgram")
    assert (heard["nova-3"].languages, heard["nova-3"].streaming) == ({"en", "pt"}, True)
    assert heard["whisper-tiny"].streaming is False
    spoken = await models(server, "tts", "deepgram")
    assert {name: model.languages for name, model in spoken.items()} == {"aura-2": {"en", "es"}}
    thalia = (await voices(server, "deepgram"))["thalia"]
    assert (thalia.id, thalia.gender, thalia.accent) == ("aura-2-thalia-en", "female", "American")
    assert thalia.description == "clear, confident"


async def test_soniox_says_what_it_transcribes_at_once(server: CatalogueServer) -> None:
    heard = await models(server, "stt", "soniox")
    assert (heard["stt-rt-v5"].streaming, heard["stt-async-v5"].streaming) == (True, False)
    assert heard["stt-rt-v5"].languages == {"en", "sl"}


async def test_elevenlabs_lists_models_that_speak_and_all_pages_of_voices(server: CatalogueServer) -> None:
    spoken = await models(server, "tts", "elevenlabs")
    assert {name: model.languages for name, model in spoken.items()} == {"eleven_flash_v2_5": {"en", "de"}}
    found = await voices(server, "elevenlabs")
    assert list(found) == ["Rachel", "River", "Our founder"]
    assert (found["Rachel"].languages, found["Rachel"].gender) == ({"en", "es"}, "female")
    assert (found["River"].gender, found["Our founder"].gender) == ("neutral", None)


async def test_all_pages_of_cartesias_voices_are_read(server: CatalogueServer) -> None:
    found = await voices(server, "cartesia")
    assert {name: (voice.languages, voice.gender) for name, voice in found.items()} == {
        "Katie": ({"en"}, "female"),
        "Lukas": ({"de"}, "male"),
    }


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("garbage", "another shape"),
        ("other_shape", "another shape"),
        ("flood", "larger than"),
        (401, "key is not accepted"),
        (429, "HTTP 429"),
        (500, "HTTP 500"),
        (302, "HTTP 302"),
    ],
)
async def test_what_a_vendor_that_fails_is_told_to_be(server: CatalogueServer, fault: Fault, told: str) -> None:
    server.faults["soniox"] = fault
    with pytest.raises(VendorDown, match=told) as caught:
        await models(server, "stt", "soniox")
    assert KEY not in str(caught.value)


async def test_a_request_that_the_vendor_does_not_want_is_refused_in_its_words(server: CatalogueServer) -> None:
    with pytest.raises(VendorRefused, match=r"404.*Not found"):
        await Access(server.urls["soniox"], KEY).ask("GET", "/v1/nothing", {"Authorization": f"Bearer {KEY}"})


async def test_nobody_waits_forever(server: CatalogueServer) -> None:
    server.faults["soniox"] = "stall"
    with pytest.raises(VendorDown, match=r"no answer within 0\.05 s"):
        await Access(server.urls["soniox"], KEY).ask("GET", "/v1/models", {}, timeout_s=0.05)


async def test_a_vendor_that_is_not_there_is_down(free_port: int) -> None:
    with pytest.raises(VendorDown, match="no connection"):
        await Access(f"http://127.0.0.1:{free_port}", KEY).ask("GET", "/v1/models", {})
