"""Numbers that are at the carrier already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi import FastAPI

from talkif_api.kit.bulkhead import Bulkhead
from talkif_api.providers.carriers import Carriers
from talkif_api.settings import Settings
from tests.api.conftest import Account, assigned, owner
from tests.api.providers.bodies import TRUNK, TWILIO, create
from tests.api.providers.conftest import (
    CARRIER_URL,
    settings,  # noqa: F401 - an API with a Twilio account
    twilio,  # noqa: F401
)
from tests.vendors.twilio_server import TwilioServer

NUMBER = "+14155550100"


async def test_twilio_sends_the_calls_here(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    sid = twilio.numbers.add(NUMBER)
    provider = await create(account, TWILIO)
    answer = await account.post("/phone/import", {"number": NUMBER, "label": "Desk", "providerId": provider["id"]})
    assert answer.status_code == 201, answer.text
    assert answer.json()["purchased"] is False
    assert twilio.numbers.owned[sid]["voice_url"] == f"{CARRIER_URL}/carrier/twilio/voice"
    assert twilio.numbers.owned[sid]["friendly_name"] == NUMBER


async def test_a_number_that_the_account_does_not_have_is_refused(account: Account) -> None:
    provider = await create(account, TWILIO)
    answer = await account.post("/phone/import", {"number": NUMBER, "providerId": provider["id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "number_not_at_carrier")
    assert (await account.get("/phone/numbers")).json()["numbers"] == []


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("provider", [{}, {"provider": "managed_twilio"}, {"name": "Platform"}])
async def test_numbers_of_the_platform_are_not_imported(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    is_there: bool,
    provider: dict[str, str],
) -> None:
    if is_there:
        twilio.numbers.add(NUMBER)
    if "name" in provider:
        provider = {"providerId": (await create(account, provider | {"type": "managed_twilio"}))["id"]}
    before = {sid: dict(entry) for sid, entry in twilio.numbers.owned.items()}
    answer = await account.post("/phone/import", {"number": NUMBER, **provider})
    assert (answer.status_code, answer.json()["code"]) == (409, "number_not_assigned")
    assert "talkif admin numbers assign" in answer.json()["detail"]
    assert (await account.get("/phone/numbers")).json()["numbers"] == []
    assert twilio.numbers.owned == before


async def test_a_number_that_was_assigned_comes_back_to_its_account_alone(
    account: Account,
    stranger: Account,
    twilio: TwilioServer,  # noqa: F811
) -> None:
    twilio.numbers.add(NUMBER)
    await account.send("DELETE", f"/phone/numbers/{await assigned(account, NUMBER)}")
    assert (await stranger.post("/phone/import", {"number": NUMBER})).json()["code"] == "number_not_assigned"
    imported = await account.post("/phone/import", {"number": NUMBER})
    assert (imported.status_code, imported.json()["purchased"]) == (201, False)


async def test_a_number_rings_in_one_account(account: Account, stranger: Account, twilio: TwilioServer) -> None:  # noqa: F811
    twilio.numbers.add(NUMBER)
    await assigned(account, NUMBER)
    for other in (account, stranger):
        provider = await create(other, TWILIO)
        answer = await other.post("/phone/import", {"number": NUMBER, "providerId": provider["id"]})
        assert (answer.status_code, answer.json()["code"]) == (409, "number_already_exists")


async def test_nobody_is_asked_for_a_number_of_a_trunk(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    trunk = await create(account, TRUNK)
    answer = await account.post("/phone/import", {"number": NUMBER, "provider": "sip", "providerId": trunk["id"]})
    assert (answer.json()["provider"], answer.json()["providerId"]) == ("sip", trunk["id"])
    assert twilio.requests == []
    again = await account.post("/phone/import", {"number": NUMBER, "providerId": trunk["id"]})
    assert (again.status_code, again.json()["code"]) == (409, "number_already_exists")


async def test_naming_a_number_on_ones_trunk_takes_it_from_nobody(
    account: Account,
    stranger: Account,
    twilio: TwilioServer,  # noqa: F811
) -> None:
    trunk = await create(stranger, TRUNK)
    squatted = await stranger.post("/phone/import", {"number": NUMBER, "providerId": trunk["id"]})
    twilio.numbers.add(NUMBER)
    provider = await create(account, TWILIO)
    answer = await account.post("/phone/import", {"number": NUMBER, "providerId": provider["id"]})
    assert (squatted.status_code, answer.status_code) == (201, 201)
    async with owner(account.dsn) as connection:
        query = "SELECT account_id, provider_id FROM route_number(%s, 'CA1')"
        routes = await (await connection.execute(query, (NUMBER,))).fetchall()
        query = "SELECT provider_id FROM carrier_login('', 'twilio', '', %s)"
        logins = await (await connection.execute(query, (NUMBER,))).fetchall()
    assert routes == [{"account_id": account.account_id, "provider_id": provider["id"]}]
    assert logins == [{"provider_id": provider["id"]}]


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
    app.state.carriers = Carriers(replace(settings, carrier_url=""), app.state.sealer, Bulkhead(2))
    provider = await create(account, TWILIO)
    answer = await account.post("/phone/import", {"number": NUMBER, "providerId": provider["id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "carrier_not_configured")
