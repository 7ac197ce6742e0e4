"""Twilio's SDK on our transport, against the loopback Twilio."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from talkif_api.providers import twilio_http
from talkif_api.providers.twilio_account import CarrierUrls, TwilioAccount
from talkif_runtime.providers.carrier.twilio_login import TwilioLogin
from talkif_schemas.errors import TalkifError
from talkif_schemas.resources.phone import AvailableQuery
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer

URLS = CarrierUrls("https://calls.example.com/voice", "https://calls.example.com/status")
NUMBER = "+14155550100"


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioServer]:
    async with TwilioServer() as server:
        server.numbers.available = {
            NUMBER: "local", "+15105550101": "local", "+18005550102": "tollFree", "+447700900103": "mobile",
        }  # fmt: skip
        yield server


@pytest.fixture
async def account(twilio: TwilioServer) -> AsyncIterator[TwilioAccount]:
    async with TwilioAccount(TwilioLogin(ACCOUNT_SID, AUTH_TOKEN), twilio.url) as account:
        yield account


async def refused(act: Any) -> str:
    with pytest.raises(TalkifError) as error:
        await act
    return error.value.code


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"country": "US"}, [NUMBER, "+15105550101"]),
        ({"country": "US", "limit": 1}, [NUMBER, "+15105550101"]),  # Pages are made of what was shown.
        ({"country": "US", "area_code": "510"}, ["+15105550101"]),
        ({"country": "US", "region": "CA", "contains": "0100"}, [NUMBER]),
        ({"country": "US", "region": "NY"}, []),
        ({"country": "US", "type": "tollFree"}, ["+18005550102"]),
        ({"country": "GB", "type": "mobile"}, ["+447700900103"]),
        ({"country": "AQ"}, []),
    ],
)
async def test_what_can_be_bought(account: TwilioAccount, query: dict[str, Any], found: list[str]) -> None:
    numbers = await account.available(query["country"], AvailableQuery(**query))
    assert [number.phone_number for number in numbers] == found


async def test_a_number_is_shown_with_what_it_can(account: TwilioAccount, twilio: TwilioServer) -> None:
    (number,) = await account.available("GB", AvailableQuery(type="mobile", capabilities=["voice", "sms"]))
    assert number.address_required
    assert number.capabilities.model_dump() == {"voice": True, "sms": True, "mms": False}
    assert twilio.requests[-1][1] == {
        "VoiceEnabled": ["true"], "SmsEnabled": ["true"], "PageSize": ["100"],
    }  # fmt: skip


async def test_a_number_is_bought_found_and_released(account: TwilioAccount, twilio: TwilioServer) -> None:
    twilio.numbers.add("+441415550100")  # The vendor's filter finds parts of numbers.
    assert await account.find(NUMBER) is None
    bought = await account.buy(NUMBER, "purchase_1", URLS)
    assert await account.find(NUMBER) == bought
    entry = twilio.numbers.owned[bought.sid]
    assert (entry["friendly_name"], entry["voice_url"]) == ("purchase_1", URLS.voice)
    assert (entry["voice_method"], entry["status_callback"]) == ("POST", URLS.status)
    await account.release(bought.sid)
    await account.release(bought.sid)  # Gone already.
    assert await account.find(NUMBER) is None


async def test_a_number_is_routed_to_us(account: TwilioAccount, twilio: TwilioServer) -> None:
    sid = twilio.numbers.add(NUMBER)
    await account.route(sid, URLS)
    entry = twilio.numbers.owned[sid]
    assert (entry["voice_url"], entry["voice_application_sid"], entry["trunk_sid"]) == (URLS.voice, "", "")


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ((400, 21422, "Not available"), "number_not_available"),
        ((400, 21452, "None in this area"), "number_not_available"),
        ((400, 21631, "An address is needed"), "vendor_refused"),
        ((401, 20003, "Authenticate"), "credentials_refused"),
        ((403, 20005, "Account not active"), "account_suspended"),
        ((429, 20429, "Too Many Requests"), "vendor_rate_limited"),
        ((500, 20500, "Down"), "vendor_unreachable"),
    ],
)
async def test_what_twilio_refuses_has_a_code(
    account: TwilioAccount, twilio: TwilioServer, refusal: tuple[int, int, str], code: str
) -> None:
    twilio.refusal = refusal
    with pytest.raises(TalkifError) as error:
        await account.buy(NUMBER, "", URLS)
    assert (error.value.code, error.value.meta["vendorCode"]) == (code, refusal[1])
    assert len(twilio.requests) == 1


async def test_silence_and_nonsense_are_bounded(
    account: TwilioAccount, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for raw in (b"<html>", b"[]", b"{}", b'{"x": "' + b"x" * twilio_http.MAX_ANSWER_BYTES + b'"}'):
        twilio.raw = raw
        assert await refused(account.find(NUMBER)) == "vendor_unreachable"
    twilio.raw = None
    twilio.drop = "GET"
    assert await refused(account.find(NUMBER)) == "vendor_unreachable"
    monkeypatch.setattr(twilio_http, "TIMEOUT_S", 0.05)
    twilio.stall = True
    assert await refused(account.find(NUMBER)) == "vendor_unreachable"


async def test_the_environment_of_the_process_is_not_read(
    twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TWILIO_EDGE", "TWILIO_REGION", "HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "elsewhere")
    async with TwilioAccount(TwilioLogin(ACCOUNT_SID, AUTH_TOKEN), twilio.url) as account:
        assert await account.check() == "Acme"
