"""How often a key may be used, whichever process it is used at, and what failures cost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from psycopg import AsyncCursor

from talkif_api.app import create_app
from talkif_api.kit.auth import Limits, hash_key, key_in, new_key
from talkif_api.kit.db import open_database
from talkif_api.settings import Settings
from tests.api.conftest import Account, owner

UNKNOWN = "tif_live_" + "x" * 32


@pytest.fixture
async def second_app(app: FastAPI, settings: Settings) -> AsyncIterator[FastAPI]:
    """Another API of the same deployment, with connections of its own."""
    async with open_database(settings.database_url, max_connections=5) as pool:
        yield create_app(settings, pool, app.state.storage)


async def later(account: Account, seconds: int) -> None:
    """As if so much time had passed since every bucket was looked at."""
    async with owner(account.dsn) as connection:
        await connection.execute(
            "UPDATE api_key_meters SET refilled_at = refilled_at - make_interval(secs => %s)", (seconds,)
        )
        await connection.execute(
            "UPDATE failed_addresses SET refilled_at = refilled_at - make_interval(secs => %s)", (seconds,)
        )


async def test_a_key_has_one_allowance_at_all_processes(account: Account, app: FastAPI, second_app: FastAPI) -> None:
    app.state.limits = second_app.state.limits = Limits(burst=10, per_minute=60)
    doors = [account, replace(account, app=second_app)]
    answers = await asyncio.gather(*(doors[n % 2].get("/api-keys") for n in range(14)))
    assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 4}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "rate_limit_exceeded"
    assert refused.json()["meta"] == {"retryAfterSecs": int(refused.headers["Retry-After"])}


async def test_the_allowance_comes_back_one_a_second(account: Account, app: FastAPI) -> None:
    app.state.limits = Limits(burst=2, per_minute=60)
    assert [(await account.get("/api-keys")).status_code for _ in range(3)] == [200, 200, 429]
    await later(account, 1)
    first = await account.get("/api-keys")
    assert (first.status_code, first.headers["RateLimit-Limit"]) == (200, "2")
    assert (await account.get("/api-keys")).status_code == 429
    await later(account, 3600)
    answers = [await account.get("/api-keys") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers.get("RateLimit-Remaining") for answer in answers] == ["1", "0", "0"]


async def test_waiting_as_long_as_told_is_enough(account: Account, app: FastAPI) -> None:
    app.state.limits = Limits(burst=1, per_minute=6)
    await account.get("/api-keys")
    refused = await account.get("/api-keys")
    await later(account, refused.json()["meta"]["retryAfterSecs"])
    assert (await account.get("/api-keys")).status_code == 200


async def test_guessing_keys_is_slow_for_an_address(account: Account, app: FastAPI) -> None:
    app.state.limits = Limits(failure_burst=3, failures_per_minute=60)
    guesser = replace(account, key=UNKNOWN, client_address="198.51.100.9")
    assert [(await guesser.get("/api-keys")).status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert (await replace(guesser, client_address="198.51.100.10").get("/api-keys")).status_code == 401
    assert (await account.get("/api-keys")).status_code == 200
    await later(account, 2)
    assert (await guesser.get("/api-keys")).status_code == 401


@pytest.mark.parametrize("header", ["Bearer garbage", "Basic dXNlcjpwYXNz", ""])
async def test_what_is_no_key_is_a_failure_of_its_address_too(account: Account, app: FastAPI, header: str) -> None:
    app.state.limits = Limits(failure_burst=3, failures_per_minute=60)
    answers = [await account.get("/api-keys", headers={"Authorization": header}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert "Authorization: Bearer tif_live_" in answers[0].json()["detail"]
    assert answers[4].headers["Retry-After"] == "1"
    assert (await replace(account, key=UNKNOWN).get("/api-keys")).status_code == 429


async def test_every_answer_says_what_is_left(account: Account, app: FastAPI) -> None:
    app.state.limits = Limits(burst=7, failure_burst=2)
    reader = await account.with_key(scopes=["flows:read"])
    async with owner(account.dsn) as connection:
        await connection.execute("ALTER TABLE contact_fields DROP COLUMN label")
    answers = [
        await account.get("/api-keys"),
        await account.get("/api-keys?limit=x"),
        await account.get("/api-keys/key_none"),
        await account.get("/api/v1/accounts/account_other/api-keys"),
        await account.post("/contacts", {}),
        await account.get("/contact-fields"),
        await account.get("/contacts/contact_%00"),
        await account.get("/api-keys"),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 404, 404, 400, 500, 400, 429]
    assert {answer.headers["RateLimit-Limit"] for answer in answers} == {"7"}
    left = [int(answer.headers["RateLimit-Remaining"]) for answer in answers]
    assert left == [6, 5, 4, 3, 2, 1, 0, 0]
    refused = await reader.get("/api-keys")
    assert (refused.status_code, refused.headers["RateLimit-Remaining"]) == (403, "6")
    unknown = [await replace(account, key=UNKNOWN).get("/api-keys") for _ in range(3)]
    assert [(answer.status_code, answer.headers["RateLimit-Remaining"]) for answer in unknown] == [
        (401, "1"),
        (401, "0"),
        (429, "0"),
    ]


async def test_addresses_of_one_ipv6_network_fail_together(account: Account, app: FastAPI) -> None:
    app.state.limits = Limits(failure_burst=3, failures_per_minute=60)
    guessers = [replace(account, key=UNKNOWN, client_address=f"2001:db8:0:7::{host}") for host in range(1, 6)]
    assert [(await guesser.get("/api-keys")).status_code for guesser in guessers] == [401, 401, 401, 429, 429]
    assert (await replace(guessers[0], client_address="2001:db8:0:8::1").get("/api-keys")).status_code == 401


async def test_a_key_that_exists_is_not_slowed_by_guesses_from_its_address(account: Account, app: FastAPI) -> None:
    app.state.limits = Limits(failure_burst=1)
    for _ in range(3):
        await replace(account, key=UNKNOWN).get("/api-keys")
    assert (await account.get("/api-keys")).status_code == 200


async def test_admission_is_one_round_trip(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that stands before a handler: one message admits the request and begins its transaction."""
    statements: list[tuple[object, str]] = []
    execute = AsyncCursor.execute

    async def counted(self: AsyncCursor[object], query: object, *args: object, **kwargs: object) -> object:
        statements.append((self.connection, str(query))) if query else None
        return await execute(self, query, *args, **kwargs)  # type: ignore[arg-type]

    await account.get("/api-keys/key_none")
    monkeypatch.setattr(AsyncCursor, "execute", counted)
    assert (await account.get("/api-keys/key_none")).status_code == 404
    # The pool may open another connection meanwhile.
    (admitted,) = [connection for connection, text in statements if "admit_request" in text]
    own = [text for connection, text in statements if connection is admitted]
    assert len(own) == 3, "admission and begin, the handler's question, counting the error"


@pytest.mark.parametrize("name", ["'; DELETE FROM accounts; --", "\\'; DELETE FROM accounts; --", "account_é", "%s"])
async def test_no_account_has_such_a_name(account: Account, name: str) -> None:
    """The message holds the name from the path, whatever that is."""
    answer = await account.get(f"/api/v1/accounts/{quote(name)}/api-keys")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await account.get("/api-keys")).status_code == 200


async def test_a_refused_request_is_counted(account: Account) -> None:
    assert (await account.get("/api/v1/accounts/account_other/api-keys")).status_code == 404
    async with owner(account.dsn) as connection:
        row = await (await connection.execute("SELECT request_count, error_count FROM api_key_meters")).fetchone()
    assert row == {"request_count": 1, "error_count": 1}


def test_keys_have_the_promised_form() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    for key in keys:
        assert key_in(f"Bearer {key}") == key
        assert len(hash_key(key)) == 32
    assert key_in("Bearer tif_test_" + "x" * 32) is None
