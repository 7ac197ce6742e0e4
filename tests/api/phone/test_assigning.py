"""What the operator hands over, and what not."""

from __future__ import annotations

import asyncio

import pytest

from talkif_api.phone import purchase
from talkif_schemas.errors import Conflict, Invalid
from tests.api.conftest import Account, assigned
from tests.api.providers.conftest import (
    CARRIER_URL,
    settings,  # noqa: F401 - an API with a Twilio account
    twilio,  # noqa: F401
)
from tests.vendors.twilio_server import TwilioServer

NUMBER = "+14155550100"


async def test_the_number_is_the_accounts_and_twilio_sends_its_calls_here(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
) -> None:
    sid = twilio.numbers.add(NUMBER)
    number_id = await assigned(account, "+1 415 555 0100")
    (listed,) = (await account.get("/phone/numbers")).json()["numbers"]
    assert (listed["id"], listed["number"], listed["provider"]) == (number_id, NUMBER, "managed_twilio")
    assert (listed["providerId"], listed["purchased"]) == (None, False)
    entry = twilio.numbers.owned[sid]
    assert (entry["voice_url"], entry["friendly_name"]) == (f"{CARRIER_URL}/carrier/twilio/voice", account.account_id)


async def test_what_the_platform_does_not_have_is_not_handed_over(account: Account) -> None:
    with pytest.raises(Conflict, match="does not have this number") as refused:
        await assigned(account, NUMBER)
    assert refused.value.code == "number_not_at_carrier"
    with pytest.raises(Invalid):
        await assigned(account, "4155550100")
    assert (await account.get("/phone/numbers")).json()["numbers"] == []


async def test_what_somebody_has_is_not_handed_over(
    account: Account,
    stranger: Account,
    twilio: TwilioServer,  # noqa: F811
) -> None:
    sid = twilio.numbers.add(NUMBER)
    await assigned(account, NUMBER)
    with pytest.raises(Conflict) as refused:
        await assigned(stranger, NUMBER)
    assert refused.value.code == "number_already_exists"
    assert twilio.numbers.owned[sid]["friendly_name"] == account.account_id


async def test_what_somebody_may_have_bought_is_not_handed_over(
    account: Account,
    stranger: Account,
    twilio: TwilioServer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def die(*_: object) -> None:
        raise RuntimeError("the process died")

    monkeypatch.setattr(purchase, "_keep", die)
    twilio.numbers.available = {NUMBER: "local"}
    assert (await account.post("/phone/purchase", {"phoneNumber": NUMBER})).status_code == 500
    with pytest.raises(Conflict) as refused:
        await assigned(stranger, NUMBER)
    assert refused.value.code == "number_purchase_in_progress"


async def test_of_two_at_once_one_gets_it(account: Account, stranger: Account, twilio: TwilioServer) -> None:  # noqa: F811
    twilio.numbers.add(NUMBER)
    results = await asyncio.gather(assigned(account, NUMBER), assigned(stranger, NUMBER), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "str"]
