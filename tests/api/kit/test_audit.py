"""Every change leaves an entry; what was refused or only read leaves none."""

from __future__ import annotations

from tests.api.conftest import Account, owner


async def log(account: Account, **query: str) -> list[dict[str, object]]:
    answer = await account.get("/audit-log", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])


async def test_an_entry_says_who_did_what_to_what_from_where(account: Account) -> None:
    created = await account.post("/api-keys", {"name": "hush", "scopes": ["flows:read"]})
    (entry,) = await log(account)
    assert entry["action"] == "createApiKey"
    assert entry["resource"] == "keys"
    assert entry["target"] == created.json()["id"]
    assert entry["fields"] == ["name", "scopes"]
    assert entry["requestId"] == created.headers["X-Request-Id"]
    assert entry["address"] == account.client_address


async def test_values_are_not_kept(account: Account) -> None:
    await account.post("/api-keys", {"name": "hush", "scopes": ["flows:read"]})
    async with owner(account.dsn) as connection:
        row = await (await connection.execute("SELECT audit_log::text AS row FROM audit_log")).fetchone()
    assert row is not None
    assert "hush" not in row["row"]


async def test_values_in_paths_are_not_kept(account: Account) -> None:
    made = (await account.post("/contacts", {"firstName": "A", "tags": ["secret-diagnosis"]})).json()["id"]
    assert (await account.send("DELETE", f"/contacts/{made}/tags/secret-diagnosis")).status_code == 200
    entry = (await log(account))[0]
    assert (entry["action"], entry["target"], entry["fields"]) == ("removeContactTag", made, ["tag"])


async def test_reading_and_what_was_refused_leave_no_entry(account: Account) -> None:
    await account.get("/api-keys")
    await account.post("/api-keys", {"name": "x", "scopes": ["nothing"]})
    await account.send("DELETE", "/api-keys/key_none")
    assert await log(account) == []


async def test_a_repeated_request_is_one_entry(account: Account) -> None:
    for _ in range(2):
        await account.post("/api-keys", {"name": "x", "scopes": ["flows:read"]}, headers={"Idempotency-Key": "once"})
    assert len(await log(account)) == 1


async def test_the_log_is_filtered_and_newest_first(account: Account, stranger: Account) -> None:
    made = (await account.post("/api-keys", {"name": "x", "scopes": ["flows:read"]})).json()["id"]
    await account.send("PATCH", f"/api-keys/{made}", json={"name": "y"})
    await account.send("PATCH", "/settings", json={"timezone": "Europe/Berlin"})
    await stranger.send("PATCH", "/settings", json={"timezone": "Europe/Berlin"})
    assert [entry["action"] for entry in await log(account)] == ["updateAccount", "updateApiKey", "createApiKey"]
    assert [entry["action"] for entry in await log(account, target=made)] == ["updateApiKey", "createApiKey"]
    assert [entry["action"] for entry in await log(account, resource="account")] == ["updateAccount"]
    assert await log(account, since="2099-01-01T00:00:00Z") == []
    assert await log(account, until="2020-01-01T00:00:00Z") == []


async def test_the_log_cannot_be_changed_by_the_application(account: Account) -> None:
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            """
            SELECT privilege_type FROM information_schema.role_table_grants
            WHERE grantee = 'talkif_app' AND table_name = 'audit_log' ORDER BY 1
            """
        )
        assert [row["privilege_type"] for row in await cursor.fetchall()] == ["INSERT", "SELECT"]
