"""Reads one page of a list together with the length of the whole, and counts as far as that is affordable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import sql
from psycopg.rows import DictRow

from talkif_schemas.resources.bodies import PageMeta, PageQuery

from .db import Connection

#: Rows that are looked at for a total that nothing keeps.
COUNTED: Final = 50_000


async def read_page(
    connection: Connection,
    select: sql.Composable,
    params: Mapping[str, Any],
    page: PageQuery,
    *,
    order: sql.Composable,
    total: int | None = None,
) -> tuple[list[DictRow], PageMeta]:
    """Run a SELECT for one page of its rows. `order` is what ORDER BY takes. `total`: where it is known already.

    Else it is counted on its own, rather than by a window function, so that it is right on a page past the end, and
    without the order, by which PostgreSQL would sort for nothing. Both statements run in the request's transaction.
    """
    if total is None:
        total = await _counted(connection, select, params)
    cursor = await connection.execute(
        sql.SQL("{} ORDER BY {} LIMIT %(page_limit)s OFFSET %(page_offset)s").format(select, order),
        {**params, "page_limit": page.limit, "page_offset": page.offset},
    )
    return await cursor.fetchall(), PageMeta(total=total, limit=page.limit, offset=page.offset)


async def _counted(connection: Connection, select: sql.Composable, params: Mapping[str, Any]) -> int:
    cursor = await connection.execute(sql.SQL("SELECT count(*) AS total FROM ({}) AS listed").format(select), params)
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def count_some(
    connection: Connection, rows: sql.Composable, condition: sql.Composable, params: Mapping[str, Any]
) -> tuple[int, bool]:
    """Rows of a SELECT for which the condition holds, and whether that is exact: no more than COUNTED are looked at."""
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT count(*) AS seen, count(*) FILTER (WHERE {condition}) AS total
            FROM ({rows} LIMIT {counted}) AS looked_at
            """
        ).format(condition=condition, rows=rows, counted=sql.Literal(COUNTED)),
        params,
    )
    row = await cursor.fetchone()
    assert row is not None
    return row["total"], row["seen"] < COUNTED
