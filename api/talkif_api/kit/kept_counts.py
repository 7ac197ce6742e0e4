"""How long lists are, kept by triggers (0012, 0027), so that nobody counts a million rows for a page of twenty."""

from __future__ import annotations

from typing import Final

from psycopg import sql

from .jobs import Parts, Periodic

#: A value of a SELECT with the parameters account_id, list and part.
KEPT_COUNT: Final = sql.SQL("""
  (SELECT coalesce(sum(entries), 0)::bigint FROM list_counts
   WHERE account_id = %(account_id)s AND list = %(list)s AND part = %(part)s)
""")


async def fold_counts(parts: Parts) -> None:
    """Triggers only add rows; make one of many."""
    async with parts.database.connection() as connection:
        await connection.execute("SELECT fold_list_counts()")


PERIODIC: Final = (Periodic("lists.fold_counts", "* * * * *", fold_counts),)
