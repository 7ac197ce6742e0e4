"""Reads one page of a list together with the length of the whole, and counts as far as that is affordable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from psycopg import AsyncClientCursor, sql
from psycopg.errors import QueryCanceled
from psycopg.rows import DictRow

from talkif_schemas.resources.bodies import CountedPageMeta, PageMeta, PageQuery

from .db import Connection

if TYPE_CHECKING:
    from _typeshed import SupportsRichComparison

#: Matches that are counted for a total that nothing keeps.
COUNTED: Final = 50_000
#: How long that may take: where matches are rare, all rows of a long list would be looked at.
COUNT_MS: Final = 250


#: Field that `sort` may name -> expressions of SQL, which together tell any two rows apart. One index serves both
#: directions, where it has the columns in this order.
Orders: TypeAlias = Mapping[str, Sequence[str]]
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows a list has, or at least has."""

    rows: int
    is_exact: bool = True


async def read_page(
    connection: Connection,
    select: sql.Composable,
    params: Mapping[str, Any],
    page: PageQuery,
    orders: Orders,
    *,
    total: int | None = None,
) -> tuple[list[DictRow], PageMeta]:
    """Run a SELECT for one page of its rows. `total`: where it is known already.

    Else it is counted on its own, rather than by a window function, so that it is right on a page past the end, and
    without the order, by which PostgreSQL would sort for nothing. Both statements run in the request's transaction.
    """
    if total is None:
        total = await _counted(connection, select, params)
    cursor = await connection.execute(
        sql.SQL("{} ORDER BY {} LIMIT %(page_limit)s OFFSET %(page_offset)s").format(
            select, order_by(page.sort, orders)
        ),
        {**params, "page_limit": page.limit, "page_offset": page.offset},
    )
    return await cursor.fetchall(), PageMeta(total=total, limit=page.limit, offset=page.offset)


def order_by(sort: str, orders: Orders) -> sql.Composed:
    """What ORDER BY takes."""
    direction = sql.SQL(" DESC" if sort.startswith("-") else " ASC")
    return sql.SQL(", ").join(sql.SQL(expression) + direction for expression in orders[sort.removeprefix("-")])


def page_of(
    entries: Iterable[Entry], page: PageQuery, key: Callable[[Entry], SupportsRichComparison]
) -> tuple[list[Entry], PageMeta]:
    """One page of a list that is short enough to be at hand as a whole. `key`: what it is sorted by."""
    whole = sorted(entries, key=key, reverse=page.sort.startswith("-"))
    meta = PageMeta(total=len(whole), limit=page.limit, offset=page.offset)
    return whole[page.offset : page.offset + page.limit], meta


async def _counted(connection: Connection, select: sql.Composable, params: Mapping[str, Any]) -> int:
    cursor = await connection.execute(sql.SQL("SELECT count(*) AS total FROM ({}) AS listed").format(select), params)
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def count_some(connection: Connection, select: sql.Composable, params: Mapping[str, Any]) -> Total:
    """Rows of a SELECT, up to COUNTED; nothing is known of them when counting takes longer than COUNT_MS.

    In the transaction of the request, and in one round trip.
    """
    # The client puts the parameters into the text, so that one message holds several statements.
    cursor = AsyncClientCursor(connection)
    statements = sql.SQL(
        """
        SAVEPOINT counting;
        SET LOCAL statement_timeout = {count_ms};
        SELECT count(*) AS found FROM (SELECT FROM ({select}) AS listed LIMIT {most}) AS counted;
        ROLLBACK TO SAVEPOINT counting
        """
    ).format(select=select, count_ms=sql.Literal(COUNT_MS), most=sql.Literal(COUNTED + 1))
    try:
        await cursor.execute(statements, params)
    except QueryCanceled:
        await connection.execute("ROLLBACK TO SAVEPOINT counting")
        return Total(0, is_exact=False)
    cursor.nextset()
    cursor.nextset()
    row = await cursor.fetchone()
    assert row is not None
    return Total(min(row["found"], COUNTED), is_exact=row["found"] <= COUNTED)


def counted_meta(known: Total, page: PageQuery, found: int) -> CountedPageMeta:
    """`found`: rows of the page and one behind it, as far as there are. They prove that there are so many.

    The one behind keeps clients going that read pages for as long as they are within the total.
    """
    proved = page.offset + found if found else 0
    is_last = found <= page.limit and (found > 0 or page.offset == 0)
    return CountedPageMeta(
        total=max(known.rows, proved),
        total_is_exact=known.is_exact or is_last,
        limit=page.limit,
        offset=page.offset,
    )
