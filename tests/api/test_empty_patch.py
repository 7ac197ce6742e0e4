"""A PATCH that names no field changes nothing, for every thing that can be changed."""

from __future__ import annotations

from typing import Final

import pytest
from psycopg import sql

from tests.api.conftest import Account, owner
from tests.api.operations import OPERATIONS, request
from tests.api.rows import ROWS, inserts

PATCHES: Final = [path for method, path in OPERATIONS if method == "patch"]


def test_the_operations_are_found() -> None:
    assert len(PATCHES) >= 10


async def rows(account: Account) -> dict[str, list[str]]:
    """Every row of the account as text; of accounts, keys and the audit log those that requests do not count in."""
    found = {}
    async with owner(account.dsn) as connection:
        for table in {*ROWS, "accounts", "audit_log"} - {"api_key_days", "api_key_addresses", "api_key_meters"}:
            statement = sql.SQL("SELECT t::text AS row FROM {} AS t WHERE account_id = %s ORDER BY 1")
            cursor = await connection.execute(statement.format(sql.Identifier(table)), (account.account_id,))
            found[table] = [row["row"] for row in await cursor.fetchall()]
    return found


@pytest.mark.parametrize("path", PATCHES)
async def test_it_changes_nothing(account: Account, path: str) -> None:
    async with owner(account.dsn) as connection:
        for statement, values in inserts(account.account_id):
            await connection.execute(statement, values)
    _, below, _ = request("patch", path)
    shown, before = await account.get(below), await rows(account)
    answer = await account.send("PATCH", below, json={})
    assert (answer.status_code, answer.json()) == (200, shown.json())
    assert answer.headers["ETag"] == shown.headers["ETag"]
    stale = await account.send("PATCH", below, json={}, headers={"If-Match": '"999"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert await rows(account) == before


@pytest.mark.parametrize("path", PATCHES)
async def test_it_is_refused_all_the_same(account: Account, path: str) -> None:
    """For a thing that is not there, or is at another revision."""
    _, below, _ = request("patch", path)
    if "{" in path:
        assert (await account.send("PATCH", below, json={})).status_code == 404
    elif any(parameter["name"].lower() == "if-match" for parameter in OPERATIONS["patch", path]["parameters"]):
        assert (await account.send("PATCH", below, json={}, headers={"If-Match": '"9"'})).status_code == 412


async def test_a_patch_that_names_a_field_is_in_the_audit_log(account: Account) -> None:
    assert (await account.send("PATCH", "/settings", json={"name": "Other"})).status_code == 200
    (entry,) = (await account.get("/audit-log")).json()["entries"]
    assert (entry["action"], entry["fields"]) == ("updateAccount", ["name"])
