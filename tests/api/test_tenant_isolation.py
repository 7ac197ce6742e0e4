"""Every endpoint of the API description, with the key of another account: nothing is found, told or changed."""

from __future__ import annotations

from typing import Final

import pytest
from fastapi import FastAPI
from psycopg import sql

from talkif_api.kit.auth import Limits
from talkif_api.kit.path_examples import PATH_EXAMPLES
from talkif_api.kit.route import ACCOUNT_PATH
from tests.api.conftest import Account, assigned, owner
from tests.api.operations import OPERATIONS, request
from tests.api.rows import ROWS, inserts
from tests.api.secret import SECRET


def test_the_operations_are_found() -> None:
    assert ("post", "/flows/{flowId}/publish") in OPERATIONS


#: What needs somebody outside -> how it is refused here, where no vendor has a key, no carrier an account, and the
#: telephony provider of the example is the victim's.
NOT_CONFIGURED: Final = {
    ("post", "/models/cartesia/preview"): "vendor_not_configured",
    ("post", "/models/elevenlabs/preview"): "vendor_not_configured",
    ("get", "/phone/available"): "carrier_not_configured",
    ("post", "/phone/import"): "provider_not_found",
    ("post", "/phone/purchase"): "carrier_not_configured",
    ("post", "/prompt-templates/generate"): "llm_not_configured",
}


@pytest.fixture
async def victim(account: Account) -> Account:
    async with owner(account.dsn) as connection:
        for statement, values in inserts(account.account_id):
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
    victim.app.state.limits = Limits(failure_burst=len(OPERATIONS))
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
            assert answer.status_code == 404, operation
        else:
            unset = NOT_CONFIGURED.get(operation)
            assert answer.json()["code"] == unset if unset else answer.is_success, (operation, answer.text)
        assert SECRET not in answer.text, operation
    assert await stored(victim) == before


async def test_a_number_is_not_connected_to_the_flow_of_another(
    app: FastAPI, victim: Account, stranger: Account
) -> None:
    number_id = await assigned(stranger, "+14155550102")
    answer = await stranger.post(f"/phone/numbers/{number_id}/connect-flow", {"flowId": PATH_EXAMPLES["flowId"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "flow_not_found")
