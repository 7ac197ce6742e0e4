"""Models and voices as a client of the API sees them, with vendors on loopback and without."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from fastapi import FastAPI

from talkif_api.settings import Settings
from tests.api.conftest import Account, owner
from tests.vendors.catalogue_server import KEY, VENDORS, CatalogueServer, catalogue_server

KATIE = "f786b574-daa5-4673-aa0c-cbe3e8534c02"
RACHEL = "21m00Tcm4TlvDq8ikWAM"


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    async with catalogue_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, server: CatalogueServer) -> Settings:
    return replace(settings, vendor_keys=server.keys, vendor_urls=server.urls)


@pytest.fixture
def keyless(app: FastAPI, account: Account) -> Account:
    """The account at a deployment without keys."""
    app.state.live = type(app.state.live)({}, {}, lambda: 0.0)
    return account


async def providers(account: Account, kind: str) -> dict[str, dict[str, Any]]:
    answer = await account.get(f"/models/{kind}")
    assert answer.status_code == 200, answer.text
    return {provider["id"]: provider for provider in answer.json()["providers"]}


async def test_models_come_from_the_vendors_that_have_a_key(account: Account) -> None:
    found = await providers(account, "llm")
    assert {name for name, provider in found.items() if provider["source"] == "vendor"} == {
        "anthropic", "azure", "google", "grok", "openai",
    }  # fmt: skip
    assert "gpt-9-new" in [model["id"] for model in found["openai"]["models"]]
    assert (found["openai"]["usable"], found["anthropic"]["usable"], found["offline"]["usable"]) == (True, False, True)
    heard = await providers(account, "stt")
    assert [model["id"] for model in heard["soniox"]["models"]] == ["stt-async-v5", "stt-rt-v5"]
    assert {"deepgram", "assemblyai", "soniox", "cartesia", "elevenlabs"} <= set(heard)
    spoken = await providers(account, "tts")
    assert (spoken["elevenlabs"]["source"], spoken["cartesia"]["source"]) == ("vendor", "catalogue")
    assert spoken["elevenlabs"]["models"][0]["prices"] == [
        {"per": "million_characters", "amountMicros": 40_000_000, "currency": "USD"}
    ]


async def test_without_keys_the_dated_catalogue_answers(keyless: Account, server: CatalogueServer) -> None:
    for kind in ("llm", "stt", "tts"):
        found = await providers(keyless, kind)
        assert {provider["source"] for provider in found.values()} == {"catalogue"}
        assert all(provider["asOf"] and provider["error"] is None for provider in found.values())
    assert {"openai", "anthropic", "azure", "google", "grok"} <= set(await providers(keyless, "llm"))
    assert server.requests == {}


async def test_vendors_that_fail_take_nobody_down(account: Account, server: CatalogueServer) -> None:
    server.faults = dict.fromkeys(VENDORS, 500)
    for kind in ("llm", "stt", "tts"):
        found = await providers(account, kind)
        assert {provider["source"] for provider in found.values()} == {"catalogue"}
    assert (await providers(account, "llm"))["openai"]["error"] == "HTTP 500"
    voices = await account.get("/models/tts/voices")
    assert (voices.status_code, voices.json()["voices"][0]["source"]) == (200, "catalogue")


async def test_voices_are_searched_and_paged(account: Account) -> None:
    whole = (await account.get("/models/tts/voices", params={"limit": 100})).json()
    assert whole["meta"]["total"] == len(whole["voices"])
    pages = []
    for offset in range(0, whole["meta"]["total"], 7):
        page = await account.get("/models/tts/voices", params={"limit": 7, "offset": offset})
        pages += page.json()["voices"]
    assert pages == whole["voices"]
    found = (await account.get("/models/tts/voices", params={"provider": "cartesia", "language": "de-AT"})).json()
    assert [(voice["name"], voice["source"]) for voice in found["voices"]] == [("Lukas", "vendor")]


@pytest.mark.parametrize("query", [{"gender": "loud"}, {"language": "not a tag"}, {"accent": "x"}, {"limit": 101}])
async def test_wrong_filters_are_named(account: Account, query: dict[str, Any]) -> None:
    answer = await account.get("/models/tts/voices", params=query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(query)))


async def test_a_voice_of_cartesia_says_the_text(account: Account, server: CatalogueServer) -> None:
    body = {"voiceId": KATIE, "text": "Guten Tag.", "language": "de", "modelId": "sonic-3"}
    answer = await account.post("/models/cartesia/preview", body)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    with wave.open(BytesIO(answer.content)) as file:
        assert file.getframerate() == 44_100
    sent = server.bodies[0]
    assert (sent["transcript"], sent["language"], sent["model_id"]) == ("Guten Tag.", "de", "sonic-3")
    assert sent["voice"] == {"mode": "id", "id": KATIE}


async def test_a_voice_of_elevenlabs_says_the_text(account: Account, server: CatalogueServer) -> None:
    answer = await account.post("/models/elevenlabs/preview", {"voiceId": RACHEL, "text": "Hi."})
    assert (answer.headers["content-type"], answer.content) == ("audio/mpeg", b"ID3Hi.")
    assert server.bodies == [{"text": "Hi.", "model_id": "eleven_flash_v2_5"}]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"voiceId": "../v1/user"}, "voiceId"),
        ({"modelId": "a/b"}, "modelId"),
        ({"language": "german"}, "language"),
        ({"speed": 2}, "speed"),
    ],
)
async def test_a_wrong_sample_is_refused_before_the_vendor_is_asked(
    account: Account, server: CatalogueServer, change: dict[str, Any], field: str
) -> None:
    answer = await account.post("/models/elevenlabs/preview", {"voiceId": RACHEL, "text": "Hi."} | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert server.requests == {}


async def test_why_there_is_no_sample(account: Account, server: CatalogueServer) -> None:
    body = {"voiceId": "nobody", "text": "Hi."}
    refused = await account.post("/models/elevenlabs/preview", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "vendor_refused")
    assert "voice_not_found" in refused.json()["detail"]
    for fault in (401, 429, 503):
        server.faults["elevenlabs"] = fault
        down = await account.post("/models/elevenlabs/preview", body)
        assert (down.status_code, down.json()["code"]) == (503, "vendor_unreachable")
        assert KEY not in down.text


async def test_without_a_key_there_is_no_sample(keyless: Account) -> None:
    for vendor in ("cartesia", "elevenlabs"):
        answer = await keyless.post(f"/models/{vendor}/preview", {"voiceId": "x", "text": "Hi."})
        assert (answer.status_code, answer.json()["code"]) == (409, "vendor_not_configured")


async def test_listening_needs_the_scope_for_reading_alone(account: Account) -> None:
    reader = await account.with_key(scopes=["models:read"])
    assert (await reader.post("/models/elevenlabs/preview", {"voiceId": RACHEL, "text": "Hi."})).status_code == 200
    other = await account.with_key(scopes=["flows:*"])
    assert (await other.get("/models/llm")).json()["meta"] == {"requiredScope": "models:read"}


async def test_failures_are_counted_for_the_key(account: Account, server: CatalogueServer) -> None:
    server.faults["elevenlabs"] = 503
    await account.post("/models/elevenlabs/preview", {"voiceId": RACHEL, "text": "Hi."})
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT request_count, error_count FROM api_key_meters WHERE account_id = %s", (account.account_id,)
        )
        row = await cursor.fetchone()
    assert row == {"request_count": 1, "error_count": 1}


async def test_vendors_that_are_slow_hold_no_connection_to_the_database(
    account: Account, server: CatalogueServer
) -> None:
    server.faults["elevenlabs"] = "stall"
    body = {"voiceId": RACHEL, "text": "Hi."}
    # More than the pool has.
    waiting = [asyncio.create_task(account.post("/models/elevenlabs/preview", body)) for _ in range(6)]
    await server.until(lambda: len(server.requests.get("elevenlabs", [])) == 6)
    assert (await account.get("/flows")).status_code == 200
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
