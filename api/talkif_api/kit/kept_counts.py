"""How long lists are, kept by triggers (0012, 0027), so that nobody counts a million rows for a page of twenty."""

from __future__ import annotations

from typing import Final

from psycopg import sql

from talkif_schemas.ids import AccountId

from .db import Connection
from .jobs import Parts, Periodic

#: A value of a SELECT with the parameters account_id, list and part.
KEPT_COUNT: Final = sql.SQL("""
  (SELECT coalesce(sum(entries), 0)::bigint FROM list_counts
   WHERE account_id = %(account_id)s AND list = %(list)s AND part = %(part)s)
""")


async def kept_count(connection: Connection, account_id: AccountId, kept: str, part: str = "") -> int:
    """Of the list, or of a part of it such as the contacts with a tag."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} AS total").format(KEPT_COUNT), {"account_id": account_id, "list": kept, "part": part}
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def fold_counts(parts: Parts) -> None:
    """Triggers only add rows; make one of many."""
    async with parts.database.connection() as connection:
        await connection.execute("SELECT fold_list_counts()")


PERIODIC: Final = (Periodic("lists.fold_counts", "* * * * *", fold_counts),)
