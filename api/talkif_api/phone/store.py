"""SQL of phone numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from psycopg import sql

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId, new_number_id
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.phone import FlowConnection, Number, NumberQuery
from talkif_schemas.resources.providers import ProviderType

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.paging import read_page
from ..kit.revision import check_revision

_COLUMNS: Final = sql.SQL("""
  number_id AS id, number, provider, provider_id, label, purchased, flow_id, environment, version, created_at,
  updated_at, revision
""")
_ORDERS: Final = {"createdAt": ("created_at", "number_id"), "number": ("number",)}
_FILTERS: Final = {
    "provider": sql.SQL("provider = %(provider)s"),
    "provider_id": sql.SQL("provider_id = %(provider_id)s"),
    "flow_id": sql.SQL("flow_id = %(flow_id)s"),
    "connected": sql.SQL("(flow_id IS NOT NULL) = %(connected)s"),
    "q": sql.SQL("""
      (strpos(lower(label), lower(%(q)s)) > 0
       OR (%(q)s ~ '^[-0-9+() ./]+$' AND strpos(number, nullif(regexp_replace(%(q)s, '[^0-9]', '', 'g'), '')) > 0))
    """),
}


@dataclass(frozen=True, slots=True)
class Carriage:
    """Who carries a number."""

    type: ProviderType
    provider_id: str | None
    """None: the platform's own Twilio account."""


async def lock_number(connection: Connection, number: str) -> None:
    """Until the transaction ends, nobody else buys or imports the number. Raises Conflict when somebody does now."""
    cursor = await connection.execute(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('phone number ' || %s, 0)) AS free", (number,)
    )
    row = await cursor.fetchone()
    assert row is not None
    if not row["free"]:
        raise Conflict("number_purchase_in_progress", "The number is being bought or imported now.")


async def insert(
    connection: Connection,
    account_id: AccountId,
    number: str,
    carriage: Carriage,
    label: str,
    *,
    purchased: bool = False,
) -> Number:
    """Raises Conflict when somebody, perhaps another account, has the number already, or this trunk has it."""
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO phone_numbers (number_id, account_id, number, provider, provider_id, label, purchased)
            VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING {}
            """
        ).format(_COLUMNS),
        (new_number_id(), account_id, number, carriage.type, carriage.provider_id, label, purchased),
    )
    row = await cursor.fetchone()
    if row is None:
        raise Conflict("number_already_exists", "The phone number is in use already.")
    return Number(**row)


async def keep_sid(connection: Connection, account_id: AccountId, number_id: str, carrier_sid: str) -> None:
    """What Twilio calls the number."""
    await connection.execute(
        "UPDATE phone_numbers SET carrier_sid = %s WHERE account_id = %s AND number_id = %s",
        (carrier_sid, account_id, number_id),
    )


async def carrier_sid(connection: Connection, account_id: AccountId, number_id: str) -> str | None:
    cursor = await connection.execute(
        "SELECT carrier_sid FROM phone_numbers WHERE account_id = %s AND number_id = %s", (account_id, number_id)
    )
    row = await cursor.fetchone()
    return row["carrier_sid"] if row is not None else None


async def list_all(connection: Connection, account_id: AccountId, query: NumberQuery) -> tuple[list[Number], PageMeta]:
    condition, params = where(account_id, query, _FILTERS)
    select = sql.SQL("SELECT {} FROM phone_numbers WHERE {}").format(_COLUMNS, condition)
    rows, meta = await read_page(connection, select, params, query, _ORDERS)
    return [Number(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, number_id: str, *, for_update: bool = False) -> Number:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM phone_numbers WHERE account_id = %s AND number_id = %s {}").format(
            _COLUMNS, sql.SQL("FOR UPDATE" if for_update else "")
        ),
        (account_id, number_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("number_not_found", "There is no such phone number.")
    return Number(**row)


async def update_label(
    connection: Connection, account_id: AccountId, number_id: str, label: str | None, expected: int | None
) -> Number:
    """None leaves it as it is. Raises NotFound and PreconditionFailed."""
    before = await find(connection, account_id, number_id, for_update=True)
    check_revision(before.revision, expected)
    if label is None:
        return before
    return await _change(connection, account_id, number_id, sql.SQL("label = %s"), label)


async def delete(connection: Connection, account_id: AccountId, number_id: str) -> None:
    await connection.execute(
        "DELETE FROM phone_numbers WHERE account_id = %s AND number_id = %s", (account_id, number_id)
    )


async def connect(connection: Connection, account_id: AccountId, number_id: str, to: FlowConnection | None) -> Number:
    """None disconnects. Raises NotFound."""
    values = (None, None, None) if to is None else (to.flow_id, to.environment, to.version)
    assignments = sql.SQL("flow_id = %s, environment = %s, version = %s")
    return await _change(connection, account_id, number_id, assignments, *values)


async def _change(
    connection: Connection, account_id: AccountId, number_id: str, assignments: sql.SQL, *values: str | None
) -> Number:
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE phone_numbers SET {}, updated_at = now(), revision = revision + 1
            WHERE account_id = %s AND number_id = %s RETURNING {}
            """
        ).format(assignments, _COLUMNS),
        (*values, account_id, number_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("number_not_found", "There is no such phone number.")
    return Number(**row)


async def check_published(connection: Connection, account_id: AccountId, to: FlowConnection) -> None:
    """Whether there is a version that could answer. Raises NotFound and Conflict.

    Nobody archives the flow before the transaction ends.
    """
    cursor = await connection.execute(
        """
        SELECT EXISTS (SELECT FROM flow_pointers p WHERE p.flow_id = f.flow_id AND p.environment = %s) AS is_running,
               EXISTS (SELECT FROM flow_versions v WHERE v.flow_id = f.flow_id AND v.version = %s) AS has_version
        FROM flows f WHERE f.account_id = %s AND f.flow_id = %s AND f.archived_at IS NULL FOR SHARE OF f
        """,
        (to.environment, to.version, account_id, to.flow_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("flow_not_found", "There is no such flow.")
    if to.version is not None and not row["has_version"]:
        raise NotFound("version_not_found", f"The flow has no version {to.version}.")
    if to.version is None and not row["is_running"]:
        raise Conflict("flow_not_published", f"The flow has no version in {to.environment}.")


async def check_answerable(connection: Connection, account_id: AccountId, number_id: str) -> None:
    """Raises NotFound, and Conflict for a number whose calls never reach the runtime."""
    number = await find(connection, account_id, number_id)
    if number.provider == "sip":
        raise Conflict("number_not_answered", "Calls that come over SIP trunks are not answered.")


async def default_country(connection: Connection, account_id: AccountId) -> str:
    """Of the account."""
    cursor = await connection.execute("SELECT default_country FROM accounts WHERE account_id = %s", (account_id,))
    row = await cursor.fetchone()
    assert row is not None
    return str(row["default_country"])
