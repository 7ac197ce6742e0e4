"""Every endpoint of the API description, with the key of another account: nothing is found, told or changed."""

from __future__ import annotations

from typing import Any, Final

import pytest
from fastapi import FastAPI
from psycopg import sql

from talkif_api.app import description
from talkif_api.kit.route import ACCOUNT_PATH
from talkif_schemas.ids import example_id
from tests.api.accounts import rows as accounts
from tests.api.calls import rows as calls
from tests.api.conftest import Account, owner
from tests.api.contacts import rows as contacts
from tests.api.dnc import rows as dnc
from tests.api.phone import rows as phone
from tests.api.providers import rows as providers
from tests.api.registry import rows as registry
from tests.api.schedules import rows as schedules
from tests.api.secret import SECRET
from tests.api.templates import rows as templates
from tests.api.webhooks import rows as webhooks

#: Path parameter -> a thing of the first account. Bodies of the examples name the same things.
IDS: Final = (
    {
        name: example_id(prefix)
        for name, prefix in {
            "keyId": "key",
            "flowId": "flow",
            "numberId": "number",
            "callId": "call",
            "providerId": "provider",
            "webhookId": "webhook",
            "deliveryId": "delivery",
            "entryId": "dnc",
            "scheduleId": "schedule",
            "contactId": "contact",
            "fieldId": "field",
            "templateId": "template",
            "importId": "import",
        }.items()
    }
    | registry.NAMES
    | contacts.NAMES
    | {"templateVersion": 1}
)
#: Table -> row of the first account, in an order that foreign keys allow. Each slice says its own.
ROWS: Final = (
    accounts.ROWS
    | webhooks.ROWS
    | providers.ROWS
    | registry.ROWS
    | phone.ROWS
    | contacts.ROWS
    | calls.ROWS
    | dnc.ROWS
    | schedules.ROWS
    | templates.ROWS
)


DOCUMENT: Final = description()
#: (method, path below the account) -> operation, of everything that the description lists under an account.
OPERATIONS: Final[dict[tuple[str, str], dict[str, Any]]] = {
    (method, path.removeprefix(ACCOUNT_PATH)): operation
    for path, operations in DOCUMENT["paths"].items()
    if path.startswith(ACCOUNT_PATH)
    for method, operation in operations.items()
}


def test_the_operations_are_found() -> None:
    assert ("post", "/flows/{flowId}/publish") in OPERATIONS


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


def example(operation: dict[str, Any]) -> Any:
    """The body that the description shows, or the one that it needs none of."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    if "example" in content:
        return content["example"]
    name = content["schema"]["$ref"].rpartition("/")[2]
    (shown,) = DOCUMENT["components"]["schemas"][name]["examples"]
    return shown


def request(method: str, path: str) -> tuple[str, str, dict[str, Any]]:
    """Fails with a KeyError for a path parameter that IDS does not know yet, or a body without an example."""
    operation = OPERATIONS[method, path]
    body = example(operation)
    needed = {
        parameter["name"]: parameter["schema"]["examples"][0]
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["required"]
    }
    arguments = {"json": body} if body is not None else {}
    return method.upper(), path.format(**IDS), {"params": needed, **arguments}


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
            # No vendor has a key here, and the platform no account at a carrier.
            unset = {"vendor_not_configured", "carrier_not_configured", "llm_not_configured"}
            assert answer.is_success or answer.json()["code"] in unset, (operation, answer.text)
        assert SECRET not in answer.text, operation
    assert await stored(victim) == before


async def test_a_number_is_not_connected_to_the_flow_of_another(
    app: FastAPI, victim: Account, stranger: Account
) -> None:
    imported = await stranger.post("/phone/import", {"number": "+14155550102", "provider": "managed_twilio"})
    body = {"flowId": IDS["flowId"]}
    answer = await stranger.post(f"/phone/numbers/{imported.json()['id']}/connect-flow", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "flow_not_found")
