"""Telephony providers over REST."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from talkif_api.kit.bulkhead import Bulkhead
from talkif_api.providers.carriers import Carriers
from talkif_api.settings import Settings
from talkif_schemas.ids import new_number_id
from talkif_schemas.provider_credentials import open_twilio
from talkif_schemas.sealed import Sealer
from tests.api.conftest import Account, owner
from tests.api.providers.bodies import TRUNK, TWILIO, create
from tests.vendors.sip_trunk import SipTrunk
from tests.vendors.twilio_server import AUTH_TOKEN, KEY_SECRET, KEY_SID, TwilioServer


async def row(account: Account) -> dict[str, Any]:
    async with owner(account.dsn) as connection:
        found = await (await connection.execute("SELECT * FROM telephony_providers")).fetchone()
    assert found is not None
    return found


async def test_credentials_are_sealed_and_never_answered_back(account: Account, settings: Settings) -> None:
    credentials = {"authToken": AUTH_TOKEN, "apiKeySid": KEY_SID, "apiKeySecret": KEY_SECRET}
    created = await create(account, TWILIO | {"credentials": credentials})
    assert created["apiKeySidLast4"] == KEY_SID[-4:]
    assert created["credentialsSetAt"] is not None
    listed = await account.get("/providers")
    read = await account.get(f"/providers/{created['id']}")
    assert listed.json()["providers"] == [created]
    for answer in (listed.text, read.text, str(created)):
        assert not any(secret in answer for secret in (AUTH_TOKEN, KEY_SECRET, KEY_SID))
    stored = bytes((await row(account))["credentials"])
    assert AUTH_TOKEN.encode() not in stored
    opened = open_twilio(Sealer(settings.encryption_keys), created["id"], stored)
    assert (opened.auth_token, opened.api_key_secret) == (AUTH_TOKEN, KEY_SECRET)


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        (TWILIO | {"config": {"accountSid": "AC12"}}, "config.accountSid", "invalid_format"),
        (TWILIO | {"config": {"host": "a.example.com"}}, "config.accountSid", "required"),
        (TWILIO | {"credentials": None}, "credentials.authToken", "required"),
        (TWILIO | {"credentials": {"authToken": "t", "apiKeySid": KEY_SID}}, "credentials", "required"),
        (TWILIO | {"type": "telnyx"}, "type", "invalid_value"),
        (TRUNK | {"config": {}}, "config.host", "required"),
        (TRUNK | {"config": {"host": "a b"}}, "config.host", "invalid_format"),
        (TRUNK | {"config": {"host": "a.example.com:5060"}}, "config.host", "invalid_format"),
        (TRUNK | {"config": {"host": "a.example.com"}}, "credentials", "unknown_field"),
        (TRUNK | {"config": {"host": "a", "username": 'a"b'}}, "config.username", "invalid_format"),
        (
            TRUNK | {"config": {"host": "a", "username": "a", "fromUri": "sip:a\r\nb@c"}},
            "config.fromUri",
            "invalid_format",
        ),
        (TRUNK | {"config": {"host": "a", "username": "a", "codecs": ["G729"]}}, "config.codecs.0", "invalid_value"),
        (
            TRUNK | {"config": {"host": "a", "username": "a", "allowedSources": ["10.0.0.1/8"]}},
            "config.allowedSources.0",
            "invalid_format",
        ),
        ({"name": "x", "type": "managed_twilio", "credentials": {"authToken": "t"}}, "credentials", "unknown_field"),
    ],
)
async def test_what_is_wrong_is_named(account: Account, body: dict[str, Any], field: str, code: str) -> None:
    answer = await account.post("/providers", body)
    assert answer.status_code == 400, answer.text
    assert (field, code) in [(problem["field"], problem["code"]) for problem in answer.json()["errors"]]
    assert AUTH_TOKEN not in answer.text


async def test_two_writers_do_not_overwrite_each_other(account: Account) -> None:
    created = await create(account, TWILIO)
    read = await account.get(f"/providers/{created['id']}")
    headers = {"If-Match": read.headers["ETag"]}
    first = await account.send("PATCH", f"/providers/{created['id']}", json={"name": "Mine"}, headers=headers)
    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    second = await account.send("PATCH", f"/providers/{created['id']}", json={"name": "No"}, headers=headers)
    assert (second.status_code, second.json()["code"]) == (412, "precondition_failed")


async def test_credentials_are_replaced(account: Account, settings: Settings) -> None:
    created = await create(account, TWILIO)
    path = f"/providers/{created['id']}"
    answer = await account.send("PATCH", path, json={"credentials": {"authToken": "another"}})
    assert answer.status_code == 200, answer.text
    stored = bytes((await row(account))["credentials"])
    assert open_twilio(Sealer(settings.encryption_keys), created["id"], stored).auth_token == "another"


@pytest.mark.parametrize(
    ("body", "change", "field", "code"),
    [
        (TWILIO, {"config": {"accountSid": "AC" + "9" * 32}}, "credentials", "required"),
        (TRUNK, {"config": TRUNK["config"] | {"host": "evil.example.com"}}, "credentials", "required"),
        (TRUNK, {"config": TRUNK["config"] | {"username": "other"}}, "credentials", "required"),
        (TWILIO, {"config": TRUNK["config"]}, "config", "mismatch"),
        (TWILIO, {"credentials": {"password": "x"}}, "credentials", "mismatch"),
        ({"name": "x", "type": "managed_twilio"}, {"credentials": {"authToken": "x"}}, "credentials", "unknown_field"),
    ],
)
async def test_a_secret_does_not_move_to_another_host_or_account(
    account: Account, body: dict[str, Any], change: dict[str, Any], field: str, code: str
) -> None:
    created = await create(account, body)
    answer = await account.send("PATCH", f"/providers/{created['id']}", json=change)
    assert answer.status_code == 400, answer.text
    assert [(problem["field"], problem["code"]) for problem in answer.json()["errors"]] == [(field, code)]
    assert (await account.get(f"/providers/{created['id']}")).json() == created


async def test_a_trunk_that_knows_us_by_address_keeps_no_password(account: Account) -> None:
    created = await create(account, TRUNK)
    answer = await account.send("PATCH", f"/providers/{created['id']}", json={"config": {"host": "trunk.example.com"}})
    assert answer.json()["credentialsSetAt"] is None
    assert (await row(account))["credentials"] is None


async def test_a_provider_that_numbers_use_stays(account: Account) -> None:
    created = await create(account, TWILIO)
    async with owner(account.dsn) as connection:
        await connection.execute(
            """
            INSERT INTO phone_numbers (number_id, account_id, number, provider, provider_id)
            VALUES (%s, %s, '+14155550100', 'managed_twilio', %s)
            """,
            (new_number_id(), account.account_id, created["id"]),
        )
    refused = await account.send("DELETE", f"/providers/{created['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "provider_in_use")
    assert refused.json()["meta"]["numbers"] == ["+14155550100"]
    async with owner(account.dsn) as connection:
        await connection.execute("DELETE FROM phone_numbers")
    assert (await account.send("DELETE", f"/providers/{created['id']}")).status_code == 204
    assert (await account.get(f"/providers/{created['id']}")).json()["code"] == "provider_not_found"


async def test_an_account_has_so_many_providers(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talkif_api.providers.routes.MAX_PROVIDERS", 1)
    await create(account, TWILIO)
    refused = await account.post("/providers", TRUNK)
    assert (refused.status_code, refused.json()["code"]) == (409, "provider_limit_reached")


@pytest.mark.parametrize("body", [TWILIO, {"name": "Platform", "type": "managed_twilio"}])
async def test_twilio_is_asked_for_the_account(account: Account, twilio: TwilioServer, body: dict[str, Any]) -> None:
    created = await create(account, body)
    test = (await account.post(f"/providers/{created['id']}/test")).json()
    assert (test["ok"], test["code"]) == (True, None)
    assert "'Acme'" in test["detail"]
    kept = (await account.get(f"/providers/{created['id']}")).json()
    assert kept["lastTest"] == test
    assert kept["lastTestedAt"] is not None
    assert kept["revision"] == 1


async def test_an_api_key_is_used_when_there_is_one(account: Account) -> None:
    credentials = {"authToken": "of no use", "apiKeySid": KEY_SID, "apiKeySecret": KEY_SECRET}
    created = await create(account, TWILIO | {"credentials": credentials})
    assert (await account.post(f"/providers/{created['id']}/test")).json()["ok"]


async def test_why_an_account_does_not_work(account: Account, twilio: TwilioServer) -> None:
    created = await create(account, TWILIO)

    async def code() -> str:
        test = (await account.post(f"/providers/{created['id']}/test")).json()
        assert not test["ok"]
        return str(test["code"])

    twilio.numbers.status = "suspended"
    assert await code() == "account_suspended"
    twilio.refusal = (429, 20429, "Too Many Requests")
    assert await code() == "vendor_rate_limited"
    twilio.refusal = None
    await account.send("PATCH", f"/providers/{created['id']}", json={"credentials": {"authToken": "wrong"}})
    assert await code() == "credentials_refused"
    twilio.drop = "GET"
    assert await code() == "vendor_unreachable"


async def test_a_host_in_a_private_network_is_refused(account: Account) -> None:
    for host in ("127.0.0.1", "localhost", "10.0.0.1", "::1", "169.254.169.254"):
        created = await create(account, {"name": "x", "type": "sip", "config": {"host": host}})
        test = (await account.post(f"/providers/{created['id']}/test")).json()
        assert (test["ok"], test["code"]) == (False, "address_not_public")


async def test_a_trunk_is_asked_with_its_password(account: Account, app: FastAPI, settings: Settings) -> None:
    created = await create(account, TRUNK)
    async with SipTrunk(user=("talkif", "trunk-password")) as trunk:
        hosts = {"trunk.example.com": ("127.0.0.1", trunk.port)}
        app.state.carriers = Carriers(replace(settings, sip_hosts=hosts), app.state.sealer, Bulkhead(2))
        test = (await account.post(f"/providers/{created['id']}/test")).json()
    assert (test["ok"], test["detail"]) == (True, "trunk.example.com answers 200 OK.")
    assert not any("trunk-password" in request for request in trunk.requests)
