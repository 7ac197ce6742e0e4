"""Pages of a list."""

from __future__ import annotations

import pytest
from psycopg import sql

from talkif_api.kit import paging
from talkif_api.kit.paging import Total, count_some, counted_meta, read_page
from talkif_schemas.resources.bodies import CountedPageMeta, PageQuery
from tests.api.conftest import owner


@pytest.mark.parametrize(("offset", "numbers"), [(0, [7, 6]), (2, [5, 4]), (4, [3]), (9, [])])
async def test_every_page_knows_the_length_of_the_whole(database: str, offset: int, numbers: list[int]) -> None:
    select = sql.SQL("SELECT number FROM generate_series(1, 7) AS number WHERE number >= %(lowest)s")
    async with owner(database) as connection:
        page = PageQuery(limit=2, offset=offset, sort="-number")
        rows, meta = await read_page(connection, select, {"lowest": 3}, page, {"number": ("number",)})
    assert [row["number"] for row in rows] == numbers
    assert (meta.total, meta.limit, meta.offset) == (5, 2, offset)


@pytest.mark.parametrize(("above", "total"), [(100, Total(0)), (98, Total(2)), (97, Total(3)), (10, Total(3, False))])
async def test_matches_are_counted_wherever_they_are(
    database: str, monkeypatch: pytest.MonkeyPatch, above: int, total: Total
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 3)
    select = sql.SQL("SELECT FROM generate_series(1, 100) AS number WHERE number > %(above)s")
    async with owner(database) as connection:
        assert await count_some(connection, select, {"above": above}) == total


async def test_a_count_that_takes_too_long_is_given_up_and_harms_nothing(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNT_MS", 1)
    async with owner(database) as connection:
        await connection.execute("CREATE TABLE written AS SELECT 1 AS number")
        before = await (await connection.execute("SHOW statement_timeout")).fetchone()
        assert await count_some(connection, sql.SQL("SELECT pg_sleep(%(s)s)"), {"s": 600}) == Total(0, False)
        assert await count_some(connection, sql.SQL("SELECT FROM written"), {}) == Total(1)
        assert await (await connection.execute("SHOW statement_timeout")).fetchone() == before


@pytest.mark.parametrize(
    ("known", "offset", "found", "total", "is_exact"),
    [
        (Total(7), 0, 3, 7, True),
        (Total(7), 8, 0, 7, True),
        (Total(7, False), 0, 3, 7, False),  # The page says nothing new.
        (Total(7, False), 6, 3, 9, False),  # There are more than were counted, and one behind the page.
        (Total(7, False), 6, 2, 8, True),  # There is none behind it.
        (Total(7, False), 8, 1, 9, True),  # It is the last.
        (Total(0, False), 0, 0, 0, True),
        (Total(7, False), 9, 0, 7, False),  # It lies beyond the end, wherever that is.
        (Total(7), 6, 2, 8, True),  # Rows came between the count and the page.
    ],
)
def test_a_total_is_never_less_than_what_the_page_proves(
    known: Total, offset: int, found: int, total: int, is_exact: bool
) -> None:
    meta = counted_meta(known, PageQuery(limit=2, offset=offset, sort="number"), found)
    assert meta == CountedPageMeta(total=total, total_is_exact=is_exact, limit=2, offset=offset)
