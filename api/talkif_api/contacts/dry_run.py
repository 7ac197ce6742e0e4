"""What the batches of a dry run know of each other, each of which is rolled back: keys of the rows that were taken.

They stand in a table until the import ends. Not known are the tags and own values that several rows would add to one
contact, and an externalId that a row before would take off its contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import sql

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.contact_imports import DuplicateKey

from ..kit.db import Connection
from .batch import Batch, taken

_COLUMNS: Final[dict[DuplicateKey, sql.SQL]] = {
    "phone": sql.SQL("phone"),
    "externalId": sql.SQL("external_id"),
    "email": sql.SQL("email"),
    "id": sql.SQL("given_id"),
}


@dataclass(frozen=True, slots=True)
class Keys:
    """Of rows that would make or change a contact, in one order."""

    contact_ids: list[str]
    keys: list[str | None]
    external_ids: list[str | None]


async def match_earlier(connection: Connection, import_id: str, key: DuplicateKey) -> int:
    """How many incoming rows have a contact that a row of an earlier batch would make."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE incoming SET match = earlier.contact_id FROM contact_import_keys earlier
            WHERE earlier.import_id = %s AND earlier.key = incoming.{} AND incoming.match IS NULL
            """
        ).format(_COLUMNS[key]),
        (import_id,),
    )
    return cursor.rowcount


async def refuse_taken_earlier(connection: Connection, import_id: str, batch: Batch) -> None:
    """Rows with the externalId of another contact that a row of an earlier batch would make or change."""
    cursor = await connection.execute(
        """
        DELETE FROM incoming i USING contact_import_keys earlier
        WHERE earlier.import_id = %s AND earlier.external_id = i.external_id
          AND earlier.contact_id <> coalesce(i.match, i.contact_id) AND (i.match IS NULL OR %s)
        RETURNING i.row_number, i.external_id
        """,
        (import_id, batch.strategy == "update"),
    )
    for row in await cursor.fetchall():
        batch.refuse(row["row_number"], [taken(row["external_id"])])


async def count_earlier(connection: Connection, account_id: AccountId) -> tuple[int, int]:
    """Incoming rows whose contact an earlier row would make, and those that have no contact."""
    cursor = await connection.execute(
        """
        SELECT count(*) FILTER (WHERE match IS NOT NULL) AS earlier, count(*) FILTER (WHERE match IS NULL) AS new
        FROM incoming WHERE NOT EXISTS (
          SELECT FROM contacts WHERE contacts.account_id = %s AND contacts.contact_id = incoming.match)
        """,
        (account_id,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return row["earlier"], row["new"]


async def taken_keys(connection: Connection, account_id: AccountId, batch: Batch) -> Keys:
    """Of the batch that was just loaded."""
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT coalesce(match, contact_id) AS contact_id, {} AS key, external_id FROM incoming
            WHERE match IS NOT NULL AND %(updates)s OR match IS NULL AND EXISTS (
              SELECT FROM contacts c WHERE c.account_id = %(account_id)s AND c.contact_id = incoming.contact_id)
            """
        ).format(_COLUMNS[batch.key] if batch.strategy != "create" else sql.SQL("NULL::text")),
        {"account_id": account_id, "updates": batch.strategy == "update"},
    )
    rows = await cursor.fetchall()
    return Keys([row["contact_id"] for row in rows], [row["key"] for row in rows], [row["external_id"] for row in rows])


async def remember(connection: Connection, account_id: AccountId, import_id: str, found: Keys) -> None:
    await connection.execute(
        """
        INSERT INTO contact_import_keys (account_id, import_id, contact_id, key, external_id)
        SELECT %s, %s, * FROM unnest(%s::text[], %s::text[], %s::text[])
        """,
        (account_id, import_id, found.contact_ids, found.keys, found.external_ids),
    )
