"""SQL of the fields that an account defines for its contacts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, LiteralString

from psycopg import sql
from psycopg.errors import UniqueViolation

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId, new_contact_field_id
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.contact_fields import ChoiceFieldCreate, ContactField, ContactFieldQuery, OpenFieldCreate

from ..kit.db import Connection
from ..kit.paging import read_page
from .custom_fields import Definition

_COLUMNS: Final[LiteralString] = """
  field_id AS id, key, label, type, options, required, description, created_at, updated_at, revision
"""


async def lock(connection: Connection, account_id: AccountId) -> None:
    """Until the transaction ends, nobody else changes definitions, and no contact is written by the old ones."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('contact_fields ' || %s, 0))", (account_id,)
    )


async def count(connection: Connection, account_id: AccountId) -> int:
    cursor = await connection.execute(
        "SELECT count(*) AS total FROM contact_fields WHERE account_id = %s", (account_id,)
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def definitions(connection: Connection, account_id: AccountId) -> dict[str, Definition]:
    """By key. They hold until the transaction ends."""
    await connection.execute(
        "SELECT pg_advisory_xact_lock_shared(hashtextextended('contact_fields ' || %s, 0))", (account_id,)
    )
    cursor = await connection.execute(
        "SELECT key, type, options, required FROM contact_fields WHERE account_id = %s", (account_id,)
    )
    return {
        row["key"]: Definition(row["key"], row["type"], tuple(row["options"]), row["required"])
        for row in await cursor.fetchall()
    }


async def labels(connection: Connection, account_id: AccountId) -> dict[str, str]:
    """Label -> key."""
    cursor = await connection.execute("SELECT label, key FROM contact_fields WHERE account_id = %s", (account_id,))
    return {row["label"]: row["key"] for row in await cursor.fetchall()}


async def insert(
    connection: Connection, account_id: AccountId, body: ChoiceFieldCreate | OpenFieldCreate
) -> ContactField:
    """Raises Conflict."""
    try:
        cursor = await connection.execute(
            sql.SQL(
                """
                INSERT INTO contact_fields (field_id, account_id, key, label, type, options, required, description)
                VALUES (%(field_id)s, %(account_id)s, %(key)s, %(label)s, %(type)s, %(options)s, %(required)s,
                        %(description)s)
                RETURNING {}
                """
            ).format(sql.SQL(_COLUMNS)),
            {"field_id": new_contact_field_id(), "account_id": account_id, **body.model_dump()},
        )
    except UniqueViolation:
        raise Conflict("contact_field_already_exists", f"There is a field {body.key} already.") from None
    row = await cursor.fetchone()
    assert row is not None
    return ContactField(**row)


async def list_all(
    connection: Connection, account_id: AccountId, query: ContactFieldQuery
) -> tuple[list[ContactField], PageMeta]:
    select = sql.SQL("SELECT {} FROM contact_fields WHERE account_id = %(account_id)s").format(sql.SQL(_COLUMNS))
    orders = {"key": ("key",), "createdAt": ("created_at", "field_id")}
    rows, meta = await read_page(connection, select, {"account_id": account_id}, query, orders)
    return [ContactField(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, field_id: str) -> ContactField:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM contact_fields WHERE account_id = %s AND field_id = %s").format(sql.SQL(_COLUMNS)),
        (account_id, field_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("contact_field_not_found", "There is no such contact field.")
    return ContactField(**row)


async def has_value(connection: Connection, account_id: AccountId, key: str, among: list[str] | None = None) -> bool:
    """Whether a contact, deleted or not, has a value under the key; `among`: one of these texts."""
    cursor = await connection.execute(
        """
        SELECT EXISTS (
          SELECT FROM contacts WHERE account_id = %(account_id)s AND custom_fields ? %(key)s
            AND (%(among)s::text[] IS NULL OR custom_fields ->> %(key)s = ANY (%(among)s))) AS found
        """,
        {"account_id": account_id, "key": key, "among": among},
    )
    row = await cursor.fetchone()
    assert row is not None
    return bool(row["found"])


async def values(connection: Connection, account_id: AccountId, key: str) -> AsyncIterator[tuple[Any, int]]:
    """Each value under the key, and how many contacts have it, deleted or not."""
    async with connection.cursor(name="values_of_contacts") as cursor:
        await cursor.execute(
            """
            SELECT custom_fields -> %(key)s AS value, count(*) AS contacts FROM contacts
            WHERE account_id = %(account_id)s AND custom_fields ? %(key)s GROUP BY 1
            """,
            {"account_id": account_id, "key": key},
        )
        async for row in cursor:
            yield row["value"], row["contacts"]


async def update(
    connection: Connection, account_id: AccountId, field_id: str, changes: Mapping[str, Any]
) -> ContactField:
    """`changes`: new values by column."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE contact_fields SET
              label = coalesce(%(label)s, label), type = coalesce(%(type)s, type),
              options = coalesce(%(options)s, options), required = coalesce(%(required)s, required),
              description = coalesce(%(description)s, description), updated_at = now(), revision = revision + 1
            WHERE account_id = %(account_id)s AND field_id = %(field_id)s RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        {
            **dict.fromkeys(("label", "type", "options", "required", "description")),
            **changes,
            "account_id": account_id,
            "field_id": field_id,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return ContactField(**row)


async def delete(connection: Connection, account_id: AccountId, field_id: str) -> None:
    """Raises NotFound."""
    cursor = await connection.execute(
        "DELETE FROM contact_fields WHERE account_id = %s AND field_id = %s", (account_id, field_id)
    )
    if cursor.rowcount == 0:
        raise NotFound("contact_field_not_found", "There is no such contact field.")
