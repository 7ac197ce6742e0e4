"""Entries that have expired are forgotten, in every account; the others stay."""

from __future__ import annotations

from talkif_api.dnc.jobs import forget_expired
from talkif_api.kit.jobs import Parts
from tests.api.conftest import Account, owner
from tests.api.dnc.test_routes import add, expire, later, listed


async def test_what_has_expired_is_forgotten(account: Account, stranger: Account, parts: Parts) -> None:
    for holder in (account, stranger):
        await add(holder, "+14155551234", expiresAt=later(hours=1))
    await expire(account)
    await add(account, "+14165551234", expiresAt=later(hours=1))
    await add(account, "+14175551234")
    await forget_expired(parts)
    async with owner(account.dsn) as connection:
        cursor = await connection.execute("SELECT phone_number FROM dnc_entries ORDER BY 1")
        assert [row["phone_number"] for row in await cursor.fetchall()] == ["+14165551234", "+14175551234"]
    assert await listed(account) == ["+14175551234", "+14165551234"]
