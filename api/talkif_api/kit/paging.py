"""Reads one page of a list together with the length of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql
from psycopg.rows import DictRow

from talkif_schemas.resources.bodies import PageMeta, PageQuery

from .db import Connection


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
