"""Numbers that are at the carrier already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI

from talkif_api.providers.carriers import Carriers
from talkif_api.settings import Settings
from tests.api.conftest import Account
from tests.api.providers.bodies import TRUNK, TWILIO, create
from tests.api.providers.conftest import (
    CARRIER_URL,
    settings,  # noqa: F401 - an API with a Twilio account
    twilio,  # noqa: F401
)
from tests.vendors.twilio_server import TwilioServer

NUMBER = "+14155550100"


@pytest.mark.parametrize("of_ones_own", [False, True])
async def test_twilio_sends_the_calls_here(account: Account, twilio: TwilioServer, of_ones_own: bool) -> None:  # noqa: F811
    sid = twilio.numbers.add(NUMBER)
    body = {"number": NUMBER, "label": "Desk"}
    if of_ones_own:
        body["providerId"] = (await create(account, TWILIO))["id"]
    answer = await account.post("/phone/import", body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["purchased"] is False
    assert twilio.numbers.owned[sid]["voice_url"] == f"{CARRIER_URL}/carrier/twilio/voice"
    assert twilio.numbers.owned[sid]["friendly_name"] == NUMBER


async def test_a_number_that_the_account_does_not_have_is_refused(account: Account) -> None:
    answer = await account.post("/phone/import", {"number": NUMBER, "provider": "managed_twilio"})
    assert (answer.status_code, answer.json()["code"]) == (409, "number_not_at_carrier")
    assert (await account.get("/phone/numbers")).json()["numbers"] == []


async def test_nobody_is_asked_for_a_number_of_a_trunk(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    trunk = await create(account, TRUNK)
    answer = await account.post("/phone/import", {"number": NUMBER, "provider": "sip", "providerId": trunk["id"]})
    assert (answer.json()["provider"], answer.json()["providerId"]) == ("sip", trunk["id"])
    assert twilio.requests == []


async def test_the_provider_has_to_fit(account: Account, stranger: Account) -> None:
    trunk = await create(account, TRUNK)
    needed = await account.post("/phone/import", {"number": NUMBER, "provider": "sip"})
    assert [problem["field"] for problem in needed.json()["errors"]] == ["providerId"]
    wrong = await account.post(
        "/phone/import", {"number": NUMBER, "provider": "byoc_twilio", "providerId": trunk["id"]}
    )
    assert [problem["field"] for problem in wrong.json()["errors"]] == ["provider"]
    foreign = await stranger.post("/phone/import", {"number": NUMBER, "providerId": trunk["id"]})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "provider_not_found")


async def test_twilio_needs_to_know_where_we_are(account: Account, app: FastAPI, settings: Settings) -> None:  # noqa: F811
    app.state.carriers = Carriers(replace(settings, carrier_url=""), app.state.sealer)
    answer = await account.post("/phone/import", {"number": NUMBER})
    assert (answer.status_code, answer.json()["code"]) == (409, "carrier_not_configured")
