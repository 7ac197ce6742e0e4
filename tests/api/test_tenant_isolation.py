"""Every endpoint of the API description, with the key of another account: nothing is found, told or changed."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_api.app import create_app
from talkif_api.kit.route import ACCOUNT_PATH
from talkif_api.settings import Settings
from tests.api.conftest import Account, owner

#: Appears in every text that the first account stores.
SECRET = "hushhush"
VERSION = "1.0.0"
DIGEST = "sha256:" + "5" * 64
#: Path parameter -> a thing of the first account.
IDS = {
    "keyId": f"key_{'1' * 32}",
    "flowId": f"flow_{'2' * 32}",
    "numberId": f"number_{'3' * 32}",
    "callId": f"call_{'4' * 32}",
    "version": VERSION,
}
SOURCE = {"entry": "flows/a.yaml", "files": {"flows/a.yaml": "flow: a"}}
#: Operation -> a body that is right in form. Things of the first account are named wherever a body names things.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "/api-keys"): {"name": "n", "scopes": ["flows:read"]},
    ("patch", "/api-keys/{keyId}"): {"name": "n"},
    ("post", "/api-keys/{keyId}/rotate"): {},
    ("patch", "/settings"): {"timezone": "Europe/Berlin"},
    ("post", "/flows"): {"slug": "a", "name": "A"},
    ("post", "/flows/{flowId}/validate"): {"source": SOURCE},
    ("post", "/flows/{flowId}/publish"): {"source": SOURCE, "digest": DIGEST},
    ("post", "/flows/{flowId}/rollback"): {"version": VERSION},
    ("post", "/phone/import"): {"number": "+14155550101", "provider": "managed_twilio"},
    ("post", "/phone/numbers/{numberId}/connect-flow"): {"flowId": IDS["flowId"]},
    ("post", "/phone/numbers/{numberId}/disconnect-flow"): {},
}
ROWS: dict[str, dict[str, Any]] = {
    "api_keys": {
        "key_id": IDS["keyId"], "name": SECRET, "prefix": "tif_live_hush", "hash": b"hash", "scopes": ["*"],
    },
    "flows": {"flow_id": IDS["flowId"], "slug": "a", "name": SECRET},
    "artifacts": {"digest": DIGEST, "body": SECRET.encode()},
    "flow_versions": {
        "flow_id": IDS["flowId"], "version": VERSION, "major": 1, "minor": 0, "patch": 0, "digest": DIGEST,
        "contract_hash": "c", "behaviour_hash": "b", "bump": "first", "source": Jsonb({"text": SECRET}),
        "notes": SECRET, "published_by": IDS["keyId"],
    },
    "flow_pointers": {"flow_id": IDS["flowId"], "environment": "production", "version": VERSION},
    "phone_numbers": {
        "number_id": IDS["numberId"], "number": "+14155550100", "provider": "managed_twilio", "label": SECRET,
    },
    "calls": {
        "call_id": IDS["callId"], "direction": "inbound", "from_number": "+14155550199", "to_number": "+14155550100",
        "flow_id": IDS["flowId"], "environment": "production", "version": VERSION, "digest": DIGEST,
        "carrier": "twilio", "carrier_call_id": "CA1", "status": "completed", "outcome": SECRET,
        "recording_key": "a.wav", "recording_ms": 1,
    },
    "call_events": {
        "call_id": IDS["callId"], "seq": 1, "at_ms": 0, "name": "VariableSet",
        "data": Jsonb({"at_ms": 0, "name": SECRET, "value": SECRET, "node": "a"}),
    },
}  # fmt: skip


def operations() -> list[tuple[str, str]]:
    """(method, path below the account) of everything that the description lists under an account."""
    settings = Settings(database_url="", signing_key=b"")
    app = create_app(settings, database=None, storage=None)  # type: ignore[arg-type]  # only its routes are read
    paths = app.openapi()["paths"]
    return [
        (method, path.removeprefix(ACCOUNT_PATH))
        for path, methods in paths.items()
        if path.startswith(ACCOUNT_PATH)
        for method in methods
    ]


OPERATIONS = operations()


def test_the_operations_are_found() -> None:
    assert ("post", "/flows/{flowId}/publish") in OPERATIONS
    assert set(BODIES) <= set(OPERATIONS), "these operations are gone"


@pytest.fixture
async def victim(account: Account) -> Account:
    async with owner(account.dsn) as connection:
        for table, row in ROWS.items():
            values = {"account_id": account.account_id, **row}
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                sql.Identifier(table),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(map(sql.Placeholder, values)),
            )
            await connection.execute(statement, values)
    return account


async def stored(victim: Account) -> dict[str, list[str]]:
    """Every row of the victim as text."""
    found = {}
    async with owner(victim.dsn) as connection:
        for table in ROWS:
            statement = sql.SQL("SELECT t::text AS row FROM {} AS t WHERE account_id = %s ORDER BY 1")
            cursor = await connection.execute(statement.format(sql.Identifier(table)), (victim.account_id,))
            found[table] = [row["row"] for row in await cursor.fetchall()]
    return found


def request(method: str, path: str) -> tuple[str, str, dict[str, Any]]:
    """Fails with a KeyError for a path parameter that IDS does not know yet, or a body that BODIES lacks."""
    body = BODIES[method, path] if method in ("post", "patch", "put") else None
    return method.upper(), path.format(**IDS), {"json": body} if body is not None else {}


async def test_the_account_of_another_is_not_there(victim: Account, stranger: Account) -> None:
    before = await stored(victim)
    for operation in OPERATIONS:
        verb, below, arguments = request(*operation)
        answer = await stranger.send(verb, ACCOUNT_PATH.format(accountId=victim.account_id) + below, **arguments)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), operation
        unknown = ACCOUNT_PATH.format(accountId=f"account_{'9' * 32}") + below
        same = await stranger.send(verb, unknown, **arguments)
        assert answer.json() | {"requestId": ""} == same.json() | {"requestId": ""}, operation
    assert await stored(victim) == before


async def test_without_a_key_nothing_is_answered(victim: Account) -> None:
    for operation in OPERATIONS:
        verb, below, arguments = request(*operation)
        answer = await victim.send(verb, below, headers={"Authorization": ""}, **arguments)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), operation


async def test_things_of_another_are_not_there(victim: Account, stranger: Account) -> None:
    before = await stored(victim)
    for operation in OPERATIONS:
        verb, below, arguments = request(*operation)
        answer = await stranger.send(verb, below, **arguments)
        if "{" in operation[1]:
            # Publishing compiles before it looks for the flow, so a source with errors is refused as such.
            assert answer.status_code == 404 or answer.json()["code"] == "flow_invalid", operation
        else:
            assert answer.is_success, (operation, answer.text)
        assert SECRET not in answer.text, operation
    assert await stored(victim) == before


async def test_a_number_is_not_connected_to_the_flow_of_another(
    app: FastAPI, victim: Account, stranger: Account
) -> None:
    imported = await stranger.post("/phone/import", {"number": "+14155550102", "provider": "managed_twilio"})
    body = {"flowId": IDS["flowId"]}
    answer = await stranger.post(f"/phone/numbers/{imported.json()['id']}/connect-flow", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "flow_not_found")
