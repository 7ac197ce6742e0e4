"""Pages of a list."""

from __future__ import annotations

import pytest
from psycopg import sql

from talkif_api.kit.paging import read_page
from talkif_schemas.resources.bodies import PageQuery
from tests.api.conftest import owner


@pytest.mark.parametrize(("offset", "numbers"), [(0, [7, 6]), (2, [5, 4]), (4, [3]), (9, [])])
async def test_every_page_knows_the_length_of_the_whole(database: str, offset: int, numbers: list[int]) -> None:
    select = sql.SQL("SELECT number FROM generate_series(1, 7) AS number WHERE number >= %(lowest)s")
    async with owner(database) as connection:
        rows, meta = await read_page(
            connection, select, {"lowest": 3}, PageQuery(limit=2, offset=offset), order=sql.SQL("number DESC")
        )
    assert [row["number"] for row in rows] == numbers
    assert (meta.total, meta.limit, meta.offset) == (5, 2, offset)
