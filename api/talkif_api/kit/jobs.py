"""Durable jobs: asked for in the transaction of the act that needs them, so both are there or neither.

A worker runs them (`talkif worker`), again and again until they succeed or their attempts are used up. Arguments are
JSON; `account_id` is added by the database from the transaction's account.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from .db import Connection


async def defer(
    connection: Connection,
    task: str,
    arguments: Mapping[str, Any],
    *,
    at: datetime | None = None,
    only_once: str | None = None,
    one_at_a_time: str | None = None,
) -> int | None:
    """Ask for a job once the transaction has committed. Returns its number.

    `at`: not before this moment. `only_once`: None is returned when a job with the same words waits already.
    `one_at_a_time`: jobs with the same words run one after the other.
    """
    cursor = await connection.execute(
        "SELECT defer_job(%s, %s, %s, %s, %s) AS id", (task, Jsonb(dict(arguments)), at, only_once, one_at_a_time)
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["id"]) if row["id"] is not None else None
