"""Durable jobs: asked for in the transaction of the act that needs them, so both are there or neither.

A worker runs them (`talkif worker`), again and again until they succeed or their attempts are used up. A job may run
twice when a worker dies, so running it again must do no harm. Arguments are JSON and hold no secrets; `account_id` is
added by the database from the transaction's account.

Accounts take turns. A job waits for those that run and, of the jobs of each other account and kind, for no more than
its own account has of its kind before it: one hundred thousand of one account stand behind the first of another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from psycopg.types.json import Jsonb

from talkif_runtime.public_http import PublicHttp
from talkif_schemas.sealed import Sealer

from ..settings import Settings
from . import tracing
from .bulkhead import Bulkhead
from .clock import Clock
from .db import Connection, Database
from .storage import Storage


@dataclass(frozen=True, slots=True)
class Parts:
    """What jobs work with."""

    settings: Settings
    database: Database
    storage: Storage
    sealer: Sealer
    http: PublicHttp
    clock: Clock
    vendor_places: Bulkhead
    """For jobs that hold a connection while they wait for a vendor."""


#: `imports`: what takes minutes. A worker has slots of their own for them, so that nothing else waits for one.
Queue: TypeAlias = Literal["default", "imports"]
DEFAULT: Final[Queue] = "default"
IMPORTS: Final[Queue] = "imports"

#: Called with the parts, the account and the arguments of the job, by name.
Run: TypeAlias = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job."""

    name: str
    run: Run
    attempts: int = 8


@dataclass(frozen=True, slots=True)
class Periodic:
    """What a worker does at certain times, for no account. Called with the parts."""

    name: str
    cron: str
    """Five fields, UTC."""
    run: Callable[[Parts], Awaitable[None]]


async def counts(connection: Connection) -> list[tuple[str, str, int]]:
    """(kind of job, todo · doing · failed, how many) over all accounts."""
    cursor = await connection.execute("SELECT task, state, jobs FROM job_counts()")
    return [(row["task"], row["state"], row["jobs"]) for row in await cursor.fetchall()]


async def defer(
    connection: Connection,
    task: str,
    arguments: Mapping[str, Any],
    *,
    at: datetime | None = None,
    only_once: str | None = None,
    one_at_a_time: str | None = None,
    queue: Queue = DEFAULT,
) -> int | None:
    """Ask for a job once the transaction has committed. Returns its number.

    `at`: not before this moment. `only_once`: None is returned when a job with the same words waits already.
    `one_at_a_time`: jobs with the same words run one after the other.
    """
    cursor = await connection.execute(
        "SELECT defer_job(%s, %s, %s, %s, %s, %s) AS id",
        (task, Jsonb({**arguments, **tracing.parent()}), at, only_once, one_at_a_time, queue),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["id"]) if row["id"] is not None else None
