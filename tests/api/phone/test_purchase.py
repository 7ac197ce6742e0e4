"""Numbers are bought once, whatever happens in between. Twilio is on loopback and the client is its own SDK."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from talkif_api.kit.jobs import Parts
from talkif_api.phone import purchase
from talkif_api.phone.purchase import settle_purchase
from talkif_api.providers import twilio_http
from tests.api.conftest import Account, Wall, new_account, owner
from tests.api.providers.bodies import TRUNK, TWILIO, create
from tests.api.providers.conftest import (
    CARRIER_URL,
    settings,  # noqa: F401 - an API with a Twilio account
    twilio,  # noqa: F401
)
from tests.api.secret import ENCRYPTION_KEYS
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer

NUMBER = "+14155550100"
BODY = {"phoneNumber": NUMBER, "label": "Desk"}


@pytest.fixture(autouse=True)
def shelf(twilio: TwilioServer) -> None:  # noqa: F811
    twilio.numbers.available = {NUMBER: "local", "+14155550101": "local"}


@pytest.fixture
def broken_pencil(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The request fails after Twilio acted: to the database that is what a process that dies there looks like."""

    async def fail(*_: Any) -> None:
        raise RuntimeError("the process died")

    with monkeypatch.context() as patch:
        patch.setattr(purchase, "_keep", fail)
        yield patch


async def rows(
    account: Account, query: str = "SELECT * FROM number_purchases ORDER BY created_at"
) -> list[dict[str, Any]]:
    async with owner(account.dsn) as connection:
        return await (await connection.execute(query.encode())).fetchall()


async def numbers(account: Account) -> list[str]:
    return [entry["number"] for entry in (await account.get("/phone/numbers")).json()["numbers"]]


async def settle(account: Account, parts: Parts) -> None:
    """What the worker does once the time has come."""
    for row in await rows(account):
        await settle_purchase(parts, account.account_id, row["purchase_id"])


async def test_what_twilio_shows_is_a_list_as_others_are(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    twilio.numbers.available = {"+14155550103": "local", "+14155550101": "local", "+14155550102": "local"}
    page = (await account.get("/phone/available?sort=-phoneNumber&limit=1&offset=1")).json()
    assert [number["phoneNumber"] for number in page["numbers"]] == ["+14155550102"]
    assert page["meta"] == {"total": 3, "limit": 1, "offset": 1}


async def test_a_number_is_found_bought_and_routed_to_us(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    listed = await account.get("/phone/available?areaCode=415&limit=1&capabilities=voice,sms")
    (offer,) = listed.json()["numbers"]
    await account.post("/webhooks", {"url": "https://hooks.example.com/a", "events": ["phone.*"]})
    answer = await account.post("/phone/purchase", {"phoneNumber": offer["phoneNumber"], "label": "Desk"})
    assert answer.status_code == 201, answer.text
    bought = answer.json()
    assert (bought["number"], bought["purchased"], bought["providerId"]) == (NUMBER, True, None)
    (entry,) = twilio.numbers.owned.values()
    assert entry["voice_url"] == f"{CARRIER_URL}/carrier/twilio/voice"
    assert entry["status_callback"] == f"{CARRIER_URL}/carrier/twilio/status"
    (row,) = await rows(account)
    assert (row["state"], entry["friendly_name"]) == ("bought", row["purchase_id"])
    (message,) = await rows(account, "SELECT type, data FROM webhook_messages")
    expected = {"numberId": bought["id"], "number": NUMBER, "providerId": None}
    assert message == {"type": "phone.number_purchased", "data": expected}


async def test_the_same_key_buys_once(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    headers = {"Idempotency-Key": "k"}
    first = await account.post("/phone/purchase", BODY, headers=headers)
    second = await account.post("/phone/purchase", BODY, headers=headers)
    assert first.json() == second.json()
    assert twilio.numbers.bought == [NUMBER]
    again = await account.post("/phone/purchase", BODY)
    assert again.json()["code"] == "number_already_exists"


async def test_an_account_of_ones_own_is_charged(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    provider = await create(account, TWILIO)
    answer = await account.post("/phone/purchase", BODY | {"providerId": provider["id"]})
    assert (answer.json()["provider"], answer.json()["providerId"]) == ("byoc_twilio", provider["id"])
    await account.send("PATCH", f"/providers/{provider['id']}", json={"credentials": {"authToken": "wrong"}})
    refused = await account.post("/phone/purchase", {"phoneNumber": "+14155550101", "providerId": provider["id"]})
    assert refused.json()["code"] == "credentials_refused"
    trunk = await create(account, TRUNK)
    refused = await account.post("/phone/purchase", BODY | {"providerId": trunk["id"]})
    assert [problem["field"] for problem in refused.json()["errors"]] == ["providerId"]
    assert twilio.numbers.bought == [NUMBER]


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        ((400, 21422, "Not available"), 409, "number_not_available"),
        ((400, 21452, "None there"), 409, "number_not_available"),
        ((401, 20003, "Authenticate"), 409, "credentials_refused"),
        ((400, 21631, "An address is needed"), 409, "vendor_refused"),
    ],
)
async def test_a_refusal_is_told_and_leaves_nothing(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    refusal: tuple[int, int, str],
    status: int,
    code: str,
) -> None:
    twilio.refusal = refusal
    answer = await account.post("/phone/purchase", BODY)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [(row["state"], row["error_code"]) for row in await rows(account)] == [("failed", code)]
    assert await numbers(account) == []
    twilio.refusal = None
    assert (await account.post("/phone/purchase", BODY)).status_code == 201


async def test_a_lost_answer_is_looked_up(account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    twilio.drop = "POST"
    assert (await account.post("/phone/purchase", BODY)).status_code == 201
    assert twilio.numbers.bought == [NUMBER]


async def test_when_nobody_knows_the_request_may_be_sent_again(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(twilio_http, "TIMEOUT_S", 0.2)
    twilio.hang = "POST"
    twilio.drop = "GET"
    headers = {"Idempotency-Key": "k"}
    answer = await account.post("/phone/purchase", BODY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "vendor_unreachable")
    assert await numbers(account) == []
    twilio.hang = twilio.drop = ""
    assert (await account.post("/phone/purchase", BODY, headers=headers)).status_code == 201
    assert (twilio.numbers.bought, await numbers(account)) == ([NUMBER], [NUMBER])


async def test_a_job_finds_what_a_dead_process_bought(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    parts: Parts,
    broken_pencil: pytest.MonkeyPatch,
) -> None:
    assert (await account.post("/phone/purchase", BODY)).status_code == 500
    assert (twilio.numbers.bought, await numbers(account)) == ([NUMBER], [])
    broken_pencil.undo()
    await settle(account, parts)
    await settle(account, parts)
    assert (twilio.numbers.bought, await numbers(account)) == ([NUMBER], [NUMBER])
    assert [row["state"] for row in await rows(account)] == ["bought"]
    (entry,) = (await account.get("/audit-log")).json()["entries"]
    number_id = (await account.get("/phone/numbers")).json()["numbers"][0]["id"]
    assert (entry["actor"], entry["action"], entry["resource"]) == ("system", "purchaseNumber", "phone")
    assert entry["target"] == number_id


async def test_what_a_dead_process_bought_goes_to_nobody_else(
    account: Account,
    stranger: Account,
    twilio: TwilioServer,  # noqa: F811
    parts: Parts,
    broken_pencil: pytest.MonkeyPatch,
) -> None:
    await account.post("/phone/purchase", BODY)
    broken_pencil.undo()
    bought = await stranger.post("/phone/purchase", BODY)
    assert (bought.status_code, bought.json()["code"]) == (409, "number_purchase_in_progress")
    taken = await stranger.post("/phone/import", {"number": NUMBER})
    assert (taken.status_code, taken.json()["code"]) == (409, "number_not_assigned")
    await settle(account, parts)
    assert (await numbers(account), await numbers(stranger)) == ([NUMBER], [])


async def test_a_job_looks_again_while_the_vendor_is_away_and_then_gives_up(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    parts: Parts,
    wall: Wall,
    broken_pencil: pytest.MonkeyPatch,
) -> None:
    await account.post("/phone/purchase", BODY)
    (row,) = await rows(account)
    wall.seconds = row["created_at"].timestamp() + 120
    twilio.refusal = (500, 20500, "Down")
    await settle(account, parts)
    assert [entry["state"] for entry in await rows(account)] == ["requested"]
    jobs = await rows(
        account,
        "SELECT scheduled_at FROM jobs.procrastinate_jobs WHERE task_name = 'phone.settle_purchase' ORDER BY id",
    )
    waits: list[datetime] = [job["scheduled_at"] for job in jobs]
    assert [round((at - row["created_at"]).total_seconds()) for at in waits] == [120, 720]
    wall.seconds += 4 * 24 * 3600
    await settle(account, parts)
    assert [(entry["state"], entry["error_code"]) for entry in await rows(account)] == [
        ("failed", "vendor_unreachable")
    ]


async def test_a_purchase_that_never_reached_twilio_is_given_up(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    parts: Parts,
    broken_pencil: pytest.MonkeyPatch,
) -> None:
    twilio.numbers.add(NUMBER)  # Somebody else's in the same account: not what this purchase bought.
    async with parts.database.transaction(account.account_id) as tx:
        await purchase.purchase_store.begin(tx, account.account_id, NUMBER, None, "")
    await settle(account, parts)
    assert ([row["state"] for row in await rows(account)], await numbers(account)) == (["failed"], [])


async def test_many_at_once_buy_one(app: FastAPI, account: Account, twilio: TwilioServer) -> None:  # noqa: F811
    others = [await new_account(app, account.dsn, f"Other {number}") for number in range(2)]
    answers = await asyncio.gather(*(buyer.post("/phone/purchase", BODY) for buyer in [account, account, *others]))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert twilio.numbers.bought == [NUMBER]
    assert [row["state"] for row in await rows(account) if row["state"] == "requested"] == []


async def test_a_provider_stays_while_it_is_not_known_what_it_bought(
    account: Account,
    broken_pencil: pytest.MonkeyPatch,
) -> None:
    provider = await create(account, TWILIO)
    await account.post("/phone/purchase", BODY | {"providerId": provider["id"]})
    refused = await account.send("DELETE", f"/providers/{provider['id']}")
    assert (refused.json()["code"], refused.json()["meta"]["numbers"]) == ("provider_in_use", [NUMBER])


@pytest.mark.slow
async def test_a_killed_api_has_bought_once(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    parts: Parts,
    free_port: int,
    tmp_path: Path,
) -> None:
    env = os.environ | {
        "TALKIF_DATABASE_URL": account.dsn,
        "TALKIF_SIGNING_KEY": "k" * 32,
        "TALKIF_ENCRYPTION_KEYS": ENCRYPTION_KEYS,
        "TALKIF_API_PORT": str(free_port),
        "TALKIF_STORAGE_URL": f"file:{tmp_path}",
        "TALKIF_PUBLIC_URL": CARRIER_URL,
        "TALKIF_VENDOR_URLS": f"twilio={twilio.url}",
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    }
    twilio.hang = "POST"
    process = await asyncio.create_subprocess_exec(Path(sys.executable).with_name("talkif"), "api", env=env)
    try:
        url = f"http://127.0.0.1:{free_port}"
        async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=10), timeout=30) as client:
            while not await _is_up(client, url):
                assert process.returncode is None
            path = f"{url}/api/v1/accounts/{account.account_id}/phone/purchase"
            asking = asyncio.create_task(
                client.post(path, json=BODY, headers={"Authorization": f"Bearer {account.key}"})
            )
            await asyncio.wait_for(twilio.arrived.wait(), 30)
            process.kill()
            with pytest.raises(httpx.HTTPError):
                await asking
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    twilio.hang = ""
    assert (twilio.numbers.bought, await numbers(account)) == ([NUMBER], [])
    await settle(account, parts)
    assert (twilio.numbers.bought, await numbers(account)) == ([NUMBER], [NUMBER])


async def _is_up(client: httpx.AsyncClient, url: str) -> bool:
    """The transport waits between its attempts to connect."""
    try:
        return (await client.get(f"{url}/healthz")).is_success
    except httpx.ConnectError:
        return False


#: What may go wrong with one request.
FAULTS = ("nothing", "lost answer", "twilio down", "refused", "dies before", "dies after")


async def attempt(account: Account, twilio: TwilioServer, number: str, fault: str) -> None:  # noqa: F811
    """One request for the number while that goes wrong."""

    async def die(*_: Any) -> None:
        raise RuntimeError("the process died")

    twilio.drop = "POST" if fault == "lost answer" else ""
    down, refused = (500, 20500, "Down"), (400, 21422, "Not available")
    twilio.refusal = {"twilio down": down, "refused": refused}.get(fault)
    with pytest.MonkeyPatch.context() as patch:
        if fault == "dies before":
            patch.setattr(purchase, "_buy", die)
        if fault == "dies after":
            patch.setattr(purchase, "_keep", die)
        answer = await account.post("/phone/purchase", {"phoneNumber": number})
        assert answer.status_code in (201, 409, 500, 503), answer.text
    twilio.drop, twilio.refusal = "", None


@pytest.mark.slow
async def test_whatever_goes_wrong_and_however_often_a_number_is_bought_at_most_once_and_not_lost(
    account: Account,
    twilio: TwilioServer,  # noqa: F811
    parts: Parts,
) -> None:
    courses = {f"+1415555{number:04d}": course for number, course in enumerate(product(FAULTS, repeat=2), start=1000)}
    twilio.numbers.available = dict.fromkeys(courses, "local")
    for number, course in courses.items():
        for fault in course:
            await attempt(account, twilio, number, fault)
    await settle(account, parts)
    assert len(twilio.numbers.bought) == len(set(twilio.numbers.bought))
    kept = [row["number"] for row in await rows(account, "SELECT number FROM phone_numbers")]
    assert sorted(kept) == sorted(twilio.numbers.bought)
    assert {row["state"] for row in await rows(account)} == {"bought", "failed"}
    for number, course in courses.items():
        assert (number in kept) == bool({"nothing", "lost answer", "dies after"} & set(course)), course
