"""Usage of a key: every request that it opens counts once, and every one that fails counts as an error, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from psycopg.rows import DictRow

from talkif_api.settings import Settings
from tests.api.conftest import Account, owner

MAX_UPLOAD_BYTES = 1_000
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, max_upload_bytes=MAX_UPLOAD_BYTES)


async def counted(account: Account) -> tuple[int, int]:
    """Requests and errors of all days, which are those of the key."""
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            """
            SELECT m.request_count, m.error_count,
              (SELECT sum(requests) FROM api_key_days) AS requests, (SELECT sum(errors) FROM api_key_days) AS errors
            FROM api_key_meters m
            """
        )
        row: DictRow | None = await cursor.fetchone()
    if row is None:
        return 0, 0
    assert (row["request_count"], row["error_count"]) == (row["requests"], row["errors"])
    return row["request_count"], row["error_count"]


@pytest.mark.parametrize(
    ("method", "path", "arguments", "status"),
    [
        ("GET", "/flows", {}, 200),
        ("POST", "/contacts/import", {"content": b"firstName\nAna\n", "headers": {"Content-Type": "text/csv"}}, 200),
        ("POST", "/contacts/import", {"content": b"--x\r\nno header\r\n", "headers": FORM}, 400),
        ("POST", "/contacts/import", {"content": b"", "headers": {"Content-Type": "multipart/form-data"}}, 400),
        ("POST", "/contacts/import", {"content": b"a" * (MAX_UPLOAD_BYTES + 1), "headers": JSON}, 413),
        ("POST", "/contacts/import", {"content": b"[", "headers": JSON}, 400),
        ("POST", "/contacts", {"content": b"{", "headers": JSON}, 400),
        ("POST", "/contacts", {"content": b" " * 300_000, "headers": JSON}, 413),
        ("POST", "/contacts", {"json": {"name": "Ana"}}, 400),
        ("POST", "/contacts", {"json": {"firstName": "Ana"}, "headers": {"Idempotency-Key": " "}}, 400),
        ("GET", "/contacts/contact_%00", {}, 400),
        ("GET", "/contacts/contact_1", {}, 404),
        ("GET", "/contacts?limit=no", {}, 400),
        ("POST", "/prompt-templates/generate", {"json": {"description": "A reminder"}}, 409),
        ("POST", "/models/cartesia/preview", {"json": {"voiceId": "voice", "text": "Hello"}}, 409),
        ("GET", "/api/v1/accounts/account_1/flows", {}, 404),
    ],
)
async def test_a_request_counts_once_and_its_failure_too(
    account: Account, method: str, path: str, arguments: dict[str, Any], status: int
) -> None:
    answer = await account.send(method, path, **arguments)
    assert answer.status_code == status, answer.text
    assert await counted(account) == (1, int(status >= 400))


@pytest.mark.parametrize("path", ["/contacts/export", "/dnc/export"])
async def test_a_download_that_fails_before_it_begins_is_an_error(account: Account, path: str) -> None:
    assert (await account.get(path)).status_code == 200
    async with owner(account.dsn) as connection:
        await connection.execute("ALTER TABLE contacts RENAME TO contacts_away")
        await connection.execute("ALTER TABLE dnc_entries RENAME TO dnc_away")
    assert (await account.get(path)).status_code == 500
    assert await counted(account) == (2, 1)


async def test_a_request_without_a_key_counts_nowhere_and_learns_nothing_about_its_body(account: Account) -> None:
    unknown = replace(account, key="tif_live_" + "x" * 32)
    answer = await unknown.send("POST", "/contacts", content=b" " * 300_000, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert await counted(account) == (0, 0)
