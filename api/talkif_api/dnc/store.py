"""SQL of the do-not-call list. An entry that has expired is as if it were not there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from psycopg import sql

from talkif_schemas.errors import NotFound
from talkif_schemas.events import DncRequested
from talkif_schemas.ids import AccountId, new_dnc_entry_id
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.dnc import DncEntry, DncFilters, DncQuery, Source

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.kept_counts import KEPT_COUNT
from ..kit.paging import order_by, read_page
from .rows import Row

_COLUMNS: Final = sql.SQL("entry_id AS id, phone_number, reason, note, source, call_id, created_at, expires_at")
_IN_FORCE: Final = sql.SQL("(expires_at IS NULL OR expires_at > now())")
_ORDERS: Final = {"createdAt": ("created_at", "entry_id"), "phoneNumber": ("phone_number",)}
_FILTERS: Final = {
    # ":" follows "9". Not LIKE: row-level security keeps it from using the index.
    "q": sql.SQL("phone_number >= '+' || ltrim(%(q)s, '+') AND phone_number < '+' || ltrim(%(q)s, '+') || ':'"),
    "reason": sql.SQL("reason = %(reason)s"),
    "source": sql.SQL("source = %(source)s"),
    "created_since": sql.SQL("created_at >= %(created_since)s"),
}


async def insert(
    connection: Connection, account_id: AccountId, rows: Sequence[Row], source: Source, call_id: str | None = None
) -> list[str]:
    """List numbers, each at most once in `rows`. Returns the ids of the entries that are new.

    Of a number that is listed already the entry stays, and is made to last as long as the longer of both. `rows` in the
    order of their numbers do not deadlock with those of another transaction.
    """
    numbers = [row.phone_number for row in rows]
    await connection.execute(
        """
        DELETE FROM dnc_entries WHERE entry_id IN (
          SELECT entry_id FROM dnc_entries WHERE account_id = %s AND phone_number = ANY(%s) AND expires_at <= now()
          ORDER BY phone_number FOR UPDATE)
        """,
        (account_id, numbers),
    )
    ids = [new_dnc_entry_id() for _ in rows]
    cursor = await connection.execute(
        """
        INSERT INTO dnc_entries AS listed
          (entry_id, account_id, phone_number, reason, note, source, call_id, expires_at)
        SELECT entry_id, %(account_id)s, phone_number, reason, note, %(source)s, %(call_id)s, expires_at
        FROM unnest(%(ids)s::text[], %(numbers)s::text[], %(reasons)s::text[], %(notes)s::text[],
                    %(expiries)s::timestamptz[]) AS t (entry_id, phone_number, reason, note, expires_at)
        ON CONFLICT (account_id, phone_number) DO UPDATE SET expires_at = excluded.expires_at
          WHERE listed.expires_at < coalesce(excluded.expires_at, 'infinity')
        RETURNING entry_id
        """,
        {
            "account_id": account_id,
            "source": source,
            "call_id": call_id,
            "ids": ids,
            "numbers": numbers,
            "reasons": [row.reason for row in rows],
            "notes": [row.note for row in rows],
            "expiries": [row.expires_at for row in rows],
        },
    )
    new = set(ids)
    return [row["entry_id"] for row in await cursor.fetchall() if row["entry_id"] in new]


async def listed(connection: Connection, account_id: AccountId, numbers: Collection[str]) -> dict[str, DncEntry]:
    """Entries of those numbers (E.164) that must not be called."""
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM dnc_entries WHERE account_id = %s AND phone_number = ANY(%s) AND {}").format(
            _COLUMNS, _IN_FORCE
        ),
        (account_id, list(numbers)),
    )
    return {row["phone_number"]: DncEntry(**row) for row in await cursor.fetchall()}


def _selection(account_id: AccountId, filters: DncFilters) -> tuple[sql.Composed, Mapping[str, Any]]:
    condition, params = where(account_id, filters, _FILTERS)
    return sql.SQL("SELECT {} FROM dnc_entries WHERE {} AND {}").format(_COLUMNS, condition, _IN_FORCE), params


def whole(account_id: AccountId, filters: DncFilters) -> tuple[sql.Composed, Mapping[str, Any]]:
    """SELECT of all that the filters leave, newest first, and its parameters."""
    select, params = _selection(account_id, filters)
    return sql.SQL("{} ORDER BY {}").format(select, order_by("-createdAt", _ORDERS)), params


async def list_all(connection: Connection, account_id: AccountId, query: DncQuery) -> tuple[list[DncEntry], PageMeta]:
    total = await _kept_total(connection, account_id, query)
    rows, meta = await read_page(connection, *_selection(account_id, query), query, _ORDERS, total=total)
    return [DncEntry(**row) for row in rows], meta


async def _kept_total(connection: Connection, account_id: AccountId, filters: DncFilters) -> int | None:
    """The total of a list whose filters triggers count; None for others. What has expired is counted until the hourly
    job forgets it, so it is taken off."""
    condition, params = where(account_id, filters, _FILTERS)
    match sorted(params.keys() - {"account_id"}):
        case []:
            kept = {"list": "dnc", "part": ""}
        case ["reason" | "source" as name]:
            kept = {"list": f"dnc.{name}", "part": params[name]}
        case _:
            return None
    expired = sql.SQL("(SELECT count(*) FROM dnc_entries WHERE {} AND expires_at <= now())").format(condition)
    cursor = await connection.execute(sql.SQL("SELECT {} - {} AS total").format(KEPT_COUNT, expired), params | kept)
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def delete(connection: Connection, account_id: AccountId, entry_id: str) -> DncEntry:
    """What was on the list. Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("DELETE FROM dnc_entries WHERE account_id = %s AND entry_id = %s AND {} RETURNING {}").format(
            _IN_FORCE, _COLUMNS
        ),
        (account_id, entry_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("dnc_entry_not_found", "There is no such entry.")
    return DncEntry(**row)


async def opt_outs(connection: Connection, account_id: AccountId, call_id: str) -> list[tuple[str, str]]:
    """(number, reason) of each time that somebody asked on the call not to be called, in that order."""
    cursor = await connection.execute(
        """
        SELECT data->>'number' AS number, data->>'reason' AS reason FROM call_events
        WHERE account_id = %s AND call_id = %s AND name = %s ORDER BY seq
        """,
        (account_id, call_id, DncRequested.__name__),
    )
    return [(row["number"], row["reason"]) for row in await cursor.fetchall()]
