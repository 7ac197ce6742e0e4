"""A POST that is sent twice acts once."""

from __future__ import annotations

import asyncio

from tests.api.conftest import Account, owner

BODY = {"name": "ci", "scopes": ["flows:read"]}
ONCE = {"Idempotency-Key": "order-1"}


async def count_keys(account: Account) -> int:
    return int((await account.get("/api-keys")).json()["meta"]["total"])


async def test_the_same_request_gets_the_same_answer(account: Account) -> None:
    first = await account.post("/api-keys", BODY, headers=ONCE)
    second = await account.post("/api-keys", BODY, headers=ONCE)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


async def test_requests_at_the_same_time_act_once(account: Account) -> None:
    answers = await asyncio.gather(*(account.post("/api-keys", BODY, headers=ONCE) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await count_keys(account) == 2


async def test_another_body_is_refused(account: Account) -> None:
    await account.post("/api-keys", BODY, headers=ONCE)
    refused = await account.post("/api-keys", {**BODY, "name": "other"}, headers=ONCE)
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_reused")
    assert await count_keys(account) == 2


async def test_a_failure_may_be_tried_again(account: Account) -> None:
    assert (await account.post("/api-keys", {**BODY, "scopes": ["x"]}, headers=ONCE)).status_code == 400
    assert (await account.post("/api-keys", BODY, headers=ONCE)).status_code == 201


async def test_accounts_do_not_share_keys(account: Account, stranger: Account) -> None:
    first = await account.post("/api-keys", BODY, headers=ONCE)
    second = await stranger.post("/api-keys", BODY, headers=ONCE)
    assert first.json()["id"] != second.json()["id"]


async def test_a_key_is_forgotten_after_a_day(account: Account) -> None:
    first = await account.post("/api-keys", BODY, headers=ONCE)
    async with owner(account.dsn) as connection:
        await connection.execute("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
    second = await account.post("/api-keys", BODY, headers=ONCE)
    assert first.json()["id"] != second.json()["id"]


async def test_a_key_that_is_too_long_is_refused(account: Account) -> None:
    refused = await account.post("/api-keys", BODY, headers={"Idempotency-Key": "x" * 256})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"
