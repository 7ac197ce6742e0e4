"""Which calls the history shows, in which order, and how many there are: affordable with a million of them.

The page's ids are read from an index, their rows after that. The total without filters is kept by a trigger; others are
counted as far as that is affordable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import CountedPageMeta
from talkif_schemas.resources.calls import Call, CallOrder, CallQuery

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.kept_counts import kept_count
from ..kit.paging import Total, count_some, counted_meta
from .store import COLUMNS

#: Calls with wanted metadata that are looked up in the index. More, and so many calls have it that walking along the
#: order of the history finds a page of them soon.
SEARCHED: Final = 5_000

_FILTERS: Final[dict[str, sql.Composable]] = {
    **{
        name: sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name))
        for name in (
            *("status", "flow_id", "outcome", "disposition", "end_reason"),  # Each has an index.
            *("direction", "environment", "version"),
        )
    },
    "phone_number": sql.SQL("(from_number = %(phone_number)s OR to_number = %(phone_number)s)"),
    "contact_id": sql.SQL("""
      (direction = 'inbound' AND from_number = %(other_side)s OR direction = 'outbound' AND to_number = %(other_side)s)
    """),
    "has_recording": sql.SQL("(recording_key IS NOT NULL) = %(has_recording)s"),
    "min_duration_ms": sql.SQL("duration_ms >= %(min_duration_ms)s"),
    "max_duration_ms": sql.SQL("duration_ms <= %(max_duration_ms)s"),
    "start_date": sql.SQL("created_at >= %(start_date)s"),
    "end_date": sql.SQL("created_at < %(end_date)s"),
    "metadata": sql.SQL("""
      NOT EXISTS (
        SELECT FROM unnest(%(metadata)s::text[]) AS wanted
        WHERE metadata ->> split_part(wanted, ':', 1) IS DISTINCT FROM substr(wanted, strpos(wanted, ':') + 1))
    """),
}
_ORDERS: Final[dict[CallOrder, sql.SQL]] = {
    "createdAt": sql.SQL("created_at, call_id"),
    "-createdAt": sql.SQL("created_at DESC, call_id DESC"),
    "durationMs": sql.SQL("duration_ms, call_id"),
    "-durationMs": sql.SQL("duration_ms DESC NULLS LAST, call_id DESC"),
}


@dataclass(frozen=True, slots=True)
class _Selection:
    """Which calls, as conditions on the table `calls`."""

    condition: sql.Composable
    params: dict[str, Any]


async def list_page(
    connection: Connection, account_id: AccountId, query: CallQuery
) -> tuple[list[Call], CountedPageMeta]:
    selection = await _select(connection, account_id, query)
    total = await _total(connection, account_id, selection)
    if total.is_exact and total.rows <= query.offset:
        return [], counted_meta(total, query, 0)
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT {columns} FROM calls
            WHERE account_id = %(account_id)s AND call_id IN (
              SELECT call_id FROM calls WHERE {condition}
              ORDER BY {order} LIMIT %(page_limit)s OFFSET %(page_offset)s)
            ORDER BY {order}
            """
        ).format(columns=COLUMNS, condition=selection.condition, order=_ORDERS[query.sort]),
        {**selection.params, "page_limit": query.limit + 1, "page_offset": query.offset},
    )
    calls = [Call(**row) for row in await cursor.fetchall()]
    return calls[: query.limit], counted_meta(total, query, len(calls))


async def _select(connection: Connection, account_id: AccountId, query: CallQuery) -> _Selection:
    condition, params = where(account_id, query, _FILTERS)
    if query.contact_id is not None:
        params["other_side"] = await _phone(connection, account_id, query.contact_id)
    if query.metadata is not None:
        cursor = await connection.execute("SELECT calls_with_metadata(%s, %s) AS found", (query.metadata, SEARCHED + 1))
        row = await cursor.fetchone()
        assert row is not None
        if len(row["found"]) <= SEARCHED:
            condition = sql.SQL("{} AND call_id = ANY (%(found)s)").format(condition)
            params["found"] = row["found"]
    return _Selection(condition, params)


async def _phone(connection: Connection, account_id: AccountId, contact_id: str) -> str | None:
    """Of a contact, asked before so that PostgreSQL sees how few calls have it."""
    cursor = await connection.execute(
        "SELECT phone FROM contacts WHERE account_id = %s AND contact_id = %s", (account_id, contact_id)
    )
    row = await cursor.fetchone()
    return row["phone"] if row is not None else None


async def _total(connection: Connection, account_id: AccountId, selection: _Selection) -> Total:
    if selection.params.keys() == {"account_id"}:
        return Total(await kept_count(connection, account_id, "calls"))
    rows = sql.SQL("SELECT FROM calls WHERE {}").format(selection.condition)
    return await count_some(connection, rows, selection.params)
