"""Forgets entries that have expired: a phone number is not kept longer than there is a reason for it."""

from __future__ import annotations

from typing import Final

from ..kit.jobs import Parts, Periodic

_AT_ONCE: Final = 5_000


async def forget_expired(parts: Parts) -> None:
    while True:
        async with parts.database.connection() as connection:
            cursor = await connection.execute("SELECT forget_expired_dnc_entries(%s) AS gone", (_AT_ONCE,))
            row = await cursor.fetchone()
        assert row is not None
        if row["gone"] < _AT_ONCE:
            return


PERIODIC: Final = (Periodic("dnc.forget_expired", "17 * * * *", forget_expired),)
