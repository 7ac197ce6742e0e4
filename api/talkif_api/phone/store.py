"""SQL of phone numbers."""

from __future__ import annotations

from psycopg import sql

from talkif_schemas.ids import AccountId, NumberId
from talkif_schemas.resources.bodies import PageMeta, PageQuery
from talkif_schemas.resources.phone import Number

from ..kit.db import Connection
from ..kit.paging import read_page

_COLUMNS = sql.SQL("number_id AS id, number, provider, label, flow_id, environment, created_at")


async def insert_number(
    connection: Connection, account_id: AccountId, number_id: NumberId, number: str, provider: str, label: str
) -> Number | None:
    """None when somebody, perhaps another account, has the number already."""
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO phone_numbers (number_id, account_id, number, provider, label) VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (number) DO NOTHING RETURNING {}
            """
        ).format(_COLUMNS),
        (number_id, account_id, number, provider, label),
    )
    row = await cursor.fetchone()
    return Number(**row) if row is not None else None


async def list_numbers(connection: Connection, account_id: AccountId, page: PageQuery) -> tuple[list[Number], PageMeta]:
    select = sql.SQL(
        "SELECT {} FROM phone_numbers WHERE account_id = %(account_id)s ORDER BY created_at, number_id"
    ).format(_COLUMNS)
    rows, meta = await read_page(connection, select, {"account_id": account_id}, page)
    return [Number(**row) for row in rows], meta


async def find_number(connection: Connection, account_id: AccountId, number_id: str) -> Number | None:
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM phone_numbers WHERE account_id = %s AND number_id = %s").format(_COLUMNS),
        (account_id, number_id),
    )
    row = await cursor.fetchone()
    return Number(**row) if row is not None else None


async def delete_number(connection: Connection, account_id: AccountId, number_id: str) -> bool:
    cursor = await connection.execute(
        "DELETE FROM phone_numbers WHERE account_id = %s AND number_id = %s", (account_id, number_id)
    )
    return cursor.rowcount == 1


async def connect(
    connection: Connection, account_id: AccountId, number_id: str, flow_id: str | None, environment: str | None
) -> Number | None:
    """Both None disconnects."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE phone_numbers SET flow_id = %s, environment = %s WHERE account_id = %s AND number_id = %s
            RETURNING {}
            """
        ).format(_COLUMNS),
        (flow_id, environment, account_id, number_id),
    )
    row = await cursor.fetchone()
    return Number(**row) if row is not None else None


async def is_published(connection: Connection, account_id: AccountId, flow_id: str, environment: str) -> bool | None:
    """Whether the flow has a version in the environment. None: there is no such flow."""
    cursor = await connection.execute(
        """
        SELECT EXISTS (SELECT FROM flow_pointers p WHERE p.flow_id = f.flow_id AND p.environment = %s) AS published
        FROM flows f WHERE f.account_id = %s AND f.flow_id = %s AND f.archived_at IS NULL
        """,
        (environment, account_id, flow_id),
    )
    row = await cursor.fetchone()
    return bool(row["published"]) if row is not None else None
