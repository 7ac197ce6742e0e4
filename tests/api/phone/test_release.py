"""Numbers that are given up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Account, assigned, owner
from tests.api.providers.bodies import TWILIO, create
from tests.api.providers.conftest import (
    settings,  # noqa: F401 - an API with a Twilio account
    twilio,  # noqa: F401
)
from tests.vendors.twilio_server import TwilioServer

NUMBER = "+14155550100"


async def bought(account: Account, twilio: TwilioServer, **body: Any) -> str:  # noqa: F811
    twilio.numbers.available[NUMBER] = "local"
    answer = await account.post("/phone/purchase", {"phoneNumber": NUMBER, **body})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def released(account: Account, number_id: str, query: str = "") -> int:
    return (await account.send("DELETE", f"/phone/numbers/{number_id}{query}")).status_code


async def test_what_the_platform_pays_for_goes_back(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    await account.post("/webhooks", {"url": "https://hooks.example.com/a", "events": ["phone.number_released"]})
    number_id = await bought(account, twilio)
    assert await released(account, number_id) == 204
    assert twilio.numbers.owned == {}
    assert (await account.get(f"/phone/numbers/{number_id}")).status_code == 404
    async with owner(account.dsn) as connection:
        row = await (await connection.execute("SELECT data FROM webhook_messages")).fetchone()
    assert row == {"data": {"numberId": number_id, "number": NUMBER, "providerId": None, "kept": False}}


@pytest.mark.parametrize("how", ["keep", "assigned", "of_ones_own"])
async def test_what_others_pay_for_stays_there(account: Account, twilio: TwilioServer, how: str) -> None:  # noqa: F811
    if how == "assigned":
        twilio.numbers.add(NUMBER)
        number_id = await assigned(account, NUMBER)
    elif how == "of_ones_own":
        number_id = await bought(account, twilio, providerId=(await create(account, TWILIO))["id"])
    else:
        number_id = await bought(account, twilio)
    assert await released(account, number_id, "?keep=true" if how == "keep" else "") == 204
    assert [entry["phone_number"] for entry in twilio.numbers.owned.values()] == [NUMBER]


async def test_a_number_that_was_kept_comes_back_to_its_buyer_alone(
    account: Account,
    stranger: Account,
    twilio: TwilioServer,  # noqa: F811
) -> None:
    await released(account, await bought(account, twilio), "?keep=true")
    refused = await stranger.post("/phone/import", {"number": NUMBER})
    assert refused.json()["code"] == "number_not_assigned"
    imported = await account.post("/phone/import", {"number": NUMBER})
    assert (imported.status_code, imported.json()["purchased"]) == (201, True)
    assert await released(account, imported.json()["id"]) == 204
    assert twilio.numbers.owned == {}


async def test_a_release_whose_answer_was_lost_is_sent_again(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    number_id = await bought(account, twilio)
    twilio.drop = "DELETE"
    assert await released(account, number_id) == 503
    assert twilio.numbers.owned == {}
    twilio.drop = ""
    assert await released(account, number_id) == 204
