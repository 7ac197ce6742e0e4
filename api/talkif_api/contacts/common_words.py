"""Whether so many contacts have the words of a search that nobody needs the index of texts to find some.

The index gives all matches or none, which takes half a second where a million contacts match.
"""

from __future__ import annotations

from typing import Final

from psycopg import sql

from talkif_schemas.ids import AccountId

from ..kit.db import Connection
from ..kit.kept_counts import kept_count
from ..kit.paging import COUNTED, Total

#: Looked at among the oldest contacts, and among the newest: what was imported at once is often alike.
SAMPLED: Final = 1_000


async def total_if_common(connection: Connection, account_id: AccountId, words: list[str]) -> Total | None:
    """How many contacts have all the words, at least; None where it may be fewer than can be counted."""
    contacts = await kept_count(connection, account_id, "contacts")
    if contacts <= COUNTED:
        return None
    named = {f"word_{number}": word for number, word in enumerate(words)}
    cursor = await connection.execute(
        sql.SQL("SELECT ({}) AS oldest, ({}) AS newest").format(*(_sample(order, named) for order in ("ASC", "DESC"))),
        {"account_id": account_id, "sampled": SAMPLED, **named},
    )
    row = await cursor.fetchone()
    assert row is not None
    if min(row["oldest"], row["newest"]) * contacts <= COUNTED * SAMPLED:
        return None
    return Total(max(row["oldest"], row["newest"]), is_exact=False)


def _sample(order: str, named: dict[str, str]) -> sql.Composed:
    return sql.SQL(
        """
        SELECT count(*) FROM (
          SELECT search_text FROM contacts WHERE account_id = %(account_id)s AND deleted_at IS NULL
          ORDER BY contact_id {order} LIMIT %(sampled)s) AS sampled
        WHERE {has_words}
        """
    ).format(order=sql.SQL(order), has_words=has_words(named))


def has_words(named: dict[str, str]) -> sql.Composed:
    """A condition on `contacts`. `named`: parameter -> word, in any case."""
    each = (sql.SQL("strpos(search_text, lower({})) > 0").format(sql.Placeholder(name)) for name in named)
    return sql.SQL(" AND ").join(each)
