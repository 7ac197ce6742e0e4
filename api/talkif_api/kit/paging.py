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
) -> tuple[list[DictRow], PageMeta]:
    """Run a SELECT for one page of its rows. `order` is what ORDER BY takes.

    The total is counted on its own rather than by a window function, so that it is right on a page past the end, and
    without the order, by which PostgreSQL would sort for nothing. Both statements run in the request's transaction.
    """
    counted = await connection.execute(sql.SQL("SELECT count(*) AS total FROM ({}) AS listed").format(select), params)
    total = await counted.fetchone()
    assert total is not None
    cursor = await connection.execute(
        sql.SQL("{} ORDER BY {} LIMIT %(page_limit)s OFFSET %(page_offset)s").format(select, order),
        {**params, "page_limit": page.limit, "page_offset": page.offset},
    )
    return await cursor.fetchall(), PageMeta(total=total["total"], limit=page.limit, offset=page.offset)
