"""A POST that is sent twice acts once."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from tests.api.conftest import Account, owner
from tests.api.operations import OPERATIONS, request
from tests.api.rows import inserts

KEEPING: Final = [
    key
    for key, operation in OPERATIONS.items()
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
]
#: And the length, since a secret is shown once.
OF_THE_REQUEST: Final = ("x-request-id", "ratelimit-remaining", "content-length")
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


async def test_what_only_reads_is_answered_anew(account: Account) -> None:
    check = {"phoneNumber": "+14155551234"}
    answers = [(await account.post("/dnc/check", check, headers=ONCE)).json()["blocked"]]
    await account.post("/dnc", {**check, "reason": "legal"}, headers=ONCE)
    answers.append((await account.post("/dnc/check", check, headers=ONCE)).json()["blocked"])
    assert answers == [False, True]


async def test_a_key_that_is_too_long_is_refused(account: Account) -> None:
    refused = await account.post("/api-keys", BODY, headers={"Idempotency-Key": "x" * 256})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_a_repeated_answer_has_the_headers_of_the_first(account: Account) -> None:
    """Of every operation that keeps a key, on an account that has what the examples name."""
    async with owner(account.dsn) as connection:
        for statement, values in inserts(account.account_id):
            await connection.execute(statement, values)
    tagged = set()
    for method, path in KEEPING:
        verb, below, arguments = request(method, path)
        once = {"Idempotency-Key": path}
        first, second = [await account.send(verb, below, headers=once, **arguments) for _ in range(2)]
        if first.is_success:
            assert headers(second) == headers(first) | {"idempotency-replayed": "true"}, (method, path)
            if "etag" in first.headers:
                tagged.add(path)
                assert first.headers["ETag"] == f'"{first.json()["revision"]}"'
    assert {"/contacts", "/schedules", "/prompt-templates", "/phone/numbers/{numberId}/disconnect-flow"} <= tagged


def headers(answer: httpx.Response) -> dict[str, str]:
    """Those that say what the answer is, rather than something about the request."""
    return {name: value for name, value in answer.headers.items() if name not in OF_THE_REQUEST}
