"""SQL of statistics: calls of a flow in a period, grouped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from talkif_schemas.errors import FieldError, Invalid
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.flow_stats import StatsQuery

from ..kit.db import Connection
from .stats import Group

_DEFAULT: Final = timedelta(days=30)
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


async def period(connection: Connection, query: StatsQuery) -> tuple[datetime, datetime]:
    """Beginning and end. Raises Invalid when they are the wrong way round."""
    cursor = await connection.execute("SELECT now() AS now")
    row = await cursor.fetchone()
    assert row is not None
    ends: datetime = query.to or row["now"]
    begins = query.from_ or ends - min(_DEFAULT, ends - _EARLIEST)
    if begins >= ends:
        problem = FieldError("to", "out_of_range", "A moment after `from` expected")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return begins, ends


async def groups(
    connection: Connection,
    account_id: AccountId,
    flow_id: str,
    begins: datetime,
    ends: datetime,
    environment: str | None,
) -> list[Group]:
    params: dict[str, Any] = {
        "account_id": account_id, "flow_id": flow_id, "begins": begins, "ends": ends, "environment": environment,
    }  # fmt: skip
    cursor = await connection.execute(
        """
        SELECT version, outcome, count(*) AS calls, count(ended_at) AS over,
               count(*) FILTER (WHERE status = 'completed') AS completed,
               count(*) FILTER (WHERE status = 'failed') AS failed,
               count(ended_at - answered_at) AS measured,
               coalesce(sum(extract(epoch FROM ended_at - answered_at) * 1000), 0)::bigint AS duration_ms
        FROM calls
        WHERE account_id = %(account_id)s AND flow_id = %(flow_id)s
          AND created_at >= %(begins)s AND created_at < %(ends)s
          AND (%(environment)s::text IS NULL OR environment = %(environment)s)
        GROUP BY version, outcome
        """,
        params,
    )
    return [Group(**row) async for row in cursor]
