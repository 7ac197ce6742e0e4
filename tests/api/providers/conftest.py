"""An API whose Twilio is on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from talkif_api.settings import Settings
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer

CARRIER_URL = "https://calls.example.com"


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioServer]:
    async with TwilioServer() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, twilio: TwilioServer) -> Settings:
    return replace(
        settings,
        twilio_account_sid=ACCOUNT_SID,
        twilio_auth_token=AUTH_TOKEN,
        carrier_url=CARRIER_URL,
        vendor_urls={"twilio": twilio.url},
    )
