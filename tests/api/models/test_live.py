"""Vendors are asked seldom, by one request at a time, and nothing of theirs is lost when they fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from talkif_api.models.live import FRESH_S, RETRY_S, Live
from tests.api.conftest import Wall
from tests.vendors.catalogue_server import CatalogueServer, catalogue_server


@pytest.fixture
async def server() -> AsyncIterator[CatalogueServer]:
    async with catalogue_server() as running:
        yield running


@pytest.fixture
def live(server: CatalogueServer, wall: Wall) -> Live:
    return Live(server.keys, server.urls, wall)


async def test_a_list_is_asked_for_once_an_hour(server: CatalogueServer, live: Live, wall: Wall) -> None:
    many = await asyncio.gather(*(live.models("stt", "soniox") for _ in range(10)))
    assert len({id(listing) for listing in many}) == 1
    wall.seconds += FRESH_S - 1
    await live.models("stt", "soniox")
    assert len(server.requests["soniox"]) == 1
    wall.seconds += 1
    await live.models("stt", "soniox")
    assert len(server.requests["soniox"]) == 2


async def test_the_last_list_stays_while_the_vendor_fails(server: CatalogueServer, live: Live, wall: Wall) -> None:
    before = await live.voices("cartesia")
    assert before is not None
    wall.seconds += 3 * 24 * 3600
    server.faults["cartesia"] = 500
    after = await live.voices("cartesia")
    assert after is not None
    assert (after.entries, after.as_of, after.error) == (before.entries, before.as_of, "HTTP 500")
    del server.faults["cartesia"]
    asked = len(server.requests["cartesia"])
    wall.seconds += RETRY_S - 1
    assert await live.voices("cartesia") == after
    assert len(server.requests["cartesia"]) == asked
    wall.seconds += 1
    again = await live.voices("cartesia")
    assert again is not None
    assert again.error is None
    assert again.as_of is not None
    assert after.as_of is not None
    assert (again.as_of - after.as_of).days == 3


async def test_a_vendor_that_never_answered_has_no_list(server: CatalogueServer, live: Live) -> None:
    server.faults["soniox"] = 401
    listing = await live.models("stt", "soniox")
    assert listing is not None
    assert (listing.entries, listing.as_of) == (None, None)


async def test_who_cannot_be_asked_is_not_asked(server: CatalogueServer, wall: Wall) -> None:
    live = Live({"soniox": "", "assemblyai": "key", "azure": "key"}, {}, wall)
    assert await live.models("stt", "soniox") is None
    assert await live.models("stt", "assemblyai") is None
    assert await live.models("llm", "azure") is None
    assert server.requests == {}


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("wss://proxy.example.com", "https://proxy.example.com"),
        ("ws://127.0.0.1:9", "http://127.0.0.1:9"),
        ("https://ws.example.com", "https://ws.example.com"),
    ],
)
def test_an_address_for_sockets_is_one_for_requests(wall: Wall, told: str, asked: str) -> None:
    access = Live({"deepgram": "key"}, {"deepgram": told}, wall).access("deepgram")
    assert access is not None
    assert access.base_url == asked
