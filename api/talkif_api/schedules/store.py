"""SQL of schedules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, LiteralString

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.errors import NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.schedules import Schedule, ScheduleQuery

from ..kit.db import Connection
from ..kit.paging import read_page
from ..kit.revision import check_revision

_COLUMNS: Final[LiteralString] = """
  schedule_id AS id, name, timezone, windows, blackout_periods, holidays, extra_holidays, enabled, created_at,
  updated_at, revision
"""
_ORDERS: Final = {"createdAt": ("created_at", "schedule_id"), "name": ("lower(name)", "schedule_id")}
_JSON: Final = ("windows", "blackout_periods", "holidays")


async def lock_and_count(connection: Connection, account_id: AccountId) -> int:
    """Schedules of the account; until the transaction ends nobody adds another."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('schedules ' || %s, 0))", (account_id,))
    cursor = await connection.execute("SELECT count(*) AS total FROM schedules WHERE account_id = %s", (account_id,))
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def insert(
    connection: Connection, account_id: AccountId, schedule_id: str, fields: Mapping[str, Any]
) -> Schedule:
    """`fields`: values of JSON by column."""
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO schedules
              (schedule_id, account_id, name, timezone, windows, blackout_periods, holidays, extra_holidays, enabled)
            VALUES (%(schedule_id)s, %(account_id)s, %(name)s, %(timezone)s, %(windows)s, %(blackout_periods)s,
                    %(holidays)s, %(extra_holidays)s::date[], %(enabled)s)
            RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        {**_values(fields), "schedule_id": schedule_id, "account_id": account_id},
    )
    row = await cursor.fetchone()
    assert row is not None
    return Schedule(**row)


async def list_all(
    connection: Connection, account_id: AccountId, query: ScheduleQuery
) -> tuple[list[Schedule], PageMeta]:
    select = sql.SQL("SELECT {} FROM schedules WHERE account_id = %(account_id)s").format(sql.SQL(_COLUMNS))
    rows, meta = await read_page(connection, select, {"account_id": account_id}, query, _ORDERS)
    return [Schedule(**row) for row in rows], meta


async def find(
    connection: Connection, account_id: AccountId, schedule_id: str, *, for_update: bool = False
) -> Schedule:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM schedules WHERE account_id = %s AND schedule_id = %s {}").format(
            sql.SQL(_COLUMNS), sql.SQL("FOR UPDATE" if for_update else "")
        ),
        (account_id, schedule_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("schedule_not_found", "There is no such schedule.")
    return Schedule(**row)


async def update(
    connection: Connection, account_id: AccountId, schedule_id: str, changes: Mapping[str, Any], expected: int | None
) -> Schedule:
    """`changes`: new values of JSON by column. Raises NotFound and PreconditionFailed."""
    before = await find(connection, account_id, schedule_id, for_update=True)
    check_revision(before.revision, expected)
    values = _values({name: value for name, value in changes.items() if value is not None or name == "holidays"})
    if not values:
        return before
    assignments = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values]
    counted = sql.SQL("updated_at = now(), revision = revision + 1")
    cursor = await connection.execute(
        sql.SQL(
            "UPDATE schedules SET {} WHERE account_id = %(account_id)s AND schedule_id = %(schedule_id)s RETURNING {}"
        ).format(sql.SQL(", ").join([*assignments, counted]), sql.SQL(_COLUMNS)),
        {**values, "account_id": account_id, "schedule_id": schedule_id},
    )
    row = await cursor.fetchone()
    assert row is not None
    return Schedule(**row)


async def delete(connection: Connection, account_id: AccountId, schedule_id: str) -> None:
    """Raises NotFound."""
    cursor = await connection.execute(
        "DELETE FROM schedules WHERE account_id = %s AND schedule_id = %s", (account_id, schedule_id)
    )
    if cursor.rowcount == 0:
        raise NotFound("schedule_not_found", "There is no such schedule.")


def _values(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As the driver takes them."""
    return {name: Jsonb(value) if name in _JSON and value is not None else value for name, value in fields.items()}
