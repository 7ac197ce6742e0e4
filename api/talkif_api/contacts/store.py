"""SQL of contacts, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId, new_contact_id
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.contacts import Contact, PhoneQuery, TagCount, TagQuery

from ..kit.db import Connection
from ..kit.paging import read_page

COLUMNS: Final = sql.SQL("""
  contact_id AS id, external_id, first_name, last_name, phone, email, company, timezone, timezone_source, language,
  tags, custom_fields, created_at, updated_at, deleted_at, revision
""")


async def insert(connection: Connection, account_id: AccountId, values: Mapping[str, Any]) -> Contact:
    """`values`: by column. Raises Conflict."""
    row = {"contact_id": new_contact_id(), "account_id": account_id, **_stored(values)}
    statement = sql.SQL(
        "INSERT INTO contacts ({}, updated_at) VALUES ({}, contact_made_at(%(contact_id)s)) RETURNING {}"
    ).format(sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(map(sql.Placeholder, row)), COLUMNS)
    return await _write(connection, statement, row)


async def find(connection: Connection, account_id: AccountId, contact_id: str, *, for_update: bool = False) -> Contact:
    """Raises NotFound, also for one that was deleted."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM contacts WHERE account_id = %s AND contact_id = %s AND deleted_at IS NULL {}").format(
            COLUMNS, sql.SQL("FOR UPDATE" if for_update else "")
        ),
        (account_id, contact_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("contact_not_found", "There is no such contact.")
    return Contact(**row)


async def update(connection: Connection, account_id: AccountId, contact_id: str, values: Mapping[str, Any]) -> Contact:
    """`values`: new ones by column. Raises Conflict."""
    row = _stored(values)
    assignments = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in row]
    statement = sql.SQL(
        "UPDATE contacts SET {} WHERE account_id = %(account_id)s AND contact_id = %(contact_id)s RETURNING {}"
    ).format(
        sql.SQL(", ").join([*assignments, sql.SQL("updated_at = now()"), sql.SQL("revision = revision + 1")]), COLUMNS
    )
    return await _write(connection, statement, {**row, "account_id": account_id, "contact_id": contact_id})


async def delete(connection: Connection, account_id: AccountId, contact_id: str) -> None:
    """It can be restored. Raises NotFound."""
    cursor = await connection.execute(
        """
        UPDATE contacts SET deleted_at = now(), updated_at = now(), revision = revision + 1
        WHERE account_id = %s AND contact_id = %s AND deleted_at IS NULL
        """,
        (account_id, contact_id),
    )
    if cursor.rowcount == 0:
        raise NotFound("contact_not_found", "There is no such contact.")


async def restore(connection: Connection, account_id: AccountId, contact_id: str) -> Contact:
    """One that was not deleted stays as it is. Raises NotFound and Conflict."""
    try:
        await connection.execute(
            """
            UPDATE contacts SET deleted_at = NULL, updated_at = now(), revision = revision + 1
            WHERE account_id = %s AND contact_id = %s AND deleted_at IS NOT NULL
            """,
            (account_id, contact_id),
        )
    except UniqueViolation:
        raise Conflict("external_id_already_exists", "Another contact has got this externalId meanwhile.") from None
    return await find(connection, account_id, contact_id)


async def of_number(
    connection: Connection, account_id: AccountId, phone: str, query: PhoneQuery
) -> tuple[list[Contact], PageMeta]:
    """`phone`: E.164."""
    select = sql.SQL(
        """
        SELECT {} FROM contacts WHERE account_id = %(account_id)s AND phone = %(phone)s AND deleted_at IS NULL
        """
    ).format(COLUMNS)
    rows, meta = await read_page(
        connection,
        select,
        {"account_id": account_id, "phone": phone},
        query,
        {"updatedAt": ("updated_at", "contact_id")},
    )
    return [Contact(**row) for row in rows], meta


async def tags(connection: Connection, account_id: AccountId, query: TagQuery) -> tuple[list[TagCount], PageMeta]:
    select = sql.SQL(
        """
        SELECT part AS name, sum(entries)::bigint AS contacts FROM list_counts
        WHERE account_id = %(account_id)s AND list = 'contacts' AND part <> '' GROUP BY part HAVING sum(entries) > 0
        """
    )
    orders = {"name": ("part",), "contacts": ("sum(entries)", "part")}
    rows, meta = await read_page(connection, select, {"account_id": account_id}, query, orders)
    return [TagCount(**row) for row in rows], meta


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(values)
    if "custom_fields" in row:
        row["custom_fields"] = Jsonb(row["custom_fields"])
    return row


async def _write(connection: Connection, statement: sql.Composed, row: Mapping[str, Any]) -> Contact:
    try:
        cursor = await connection.execute(statement, row)
    except UniqueViolation:
        raise Conflict(
            "external_id_already_exists", f"Another contact has the externalId {row['external_id']}."
        ) from None
    written = await cursor.fetchone()
    assert written is not None
    return Contact(**written)
