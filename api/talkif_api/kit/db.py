"""The database handle: pooled connections that see one account each.

Connections run as the role talkif_app, which row-level security binds to the setting talkif.account_id. The setting
lives as long as the transaction, so a connection that goes back to the pool carries nothing of the last account.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString, TypeAlias
from weakref import WeakValueDictionary

import psycopg
from psycopg import AsyncClientCursor, AsyncConnection, AsyncCursor
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from talkif_schemas.errors import Unavailable
from talkif_schemas.ids import AccountId

from .clock import monotonic_s

Connection: TypeAlias = AsyncConnection[DictRow]

CONNECT_TIMEOUT_S: Final = 5
POOL_TIMEOUT_S: Final = 5.0
STATEMENT_TIMEOUT_MS: Final = 10_000
IDLE_IN_TRANSACTION_TIMEOUT_MS: Final = 30_000
#: A connection that was used so recently is taken without asking whether it is still there.
TRUSTED_S: Final = 5.0
#: The setting ends with the transaction.
_BEGIN: Final = "BEGIN; SELECT set_config('talkif.account_id', %s, true)"

_log = logging.getLogger(__name__)


@contextmanager
def _outages_as_unavailable() -> Iterator[None]:
    """OperationalError covers a server that is gone, a deadlock, and a statement that ran into its timeout."""
    try:
        yield
    except (PoolTimeout, PoolClosed, TooManyRequests) as error:
        _log.warning("no database connection is free: %s", error)
        raise Unavailable("unavailable", "The database is too busy to answer now.") from error
    except psycopg.OperationalError as error:
        _log.warning("the database does not answer: %s", error)
        raise Unavailable("unavailable", "The database does not answer.") from error


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that gives one row. `%s` stands for each of the params."""

    text: LiteralString
    params: Sequence[Any]

    async def answer(self, connection: Connection) -> DictRow:
        cursor = await connection.execute(self.text, self.params, prepare=True)
        return await _only_row(cursor)


@asynccontextmanager
async def as_account(
    connection: Connection, account_id: AccountId, *, after: Question | None = None
) -> AsyncIterator[DictRow]:
    """A transaction on a connection of ours that sees the rows of one account.

    `after` is asked and committed before, in the same round trip; the context gives its answer.
    """
    # The client puts the parameters into the text, so that one message holds several statements.
    cursor = AsyncClientCursor(connection)
    row: DictRow = {}
    try:
        if after is None:
            await cursor.execute(_BEGIN, (account_id,))
        else:
            await cursor.execute(f"BEGIN; {after.text}; COMMIT; {_BEGIN}", (*after.params, account_id))
            cursor.nextset()
            row = await _only_row(cursor)
        yield row
    except BaseException:
        if not connection.closed:
            await connection.rollback()
        raise
    await connection.commit()


async def _only_row(cursor: AsyncCursor[DictRow]) -> DictRow:
    row = await cursor.fetchone()
    assert row is not None
    return row


async def transaction_time(connection: Connection) -> datetime:
    """When the transaction began, by the clock that decides what has expired."""
    row = await _only_row(await connection.execute("SELECT now() AS now"))
    moment: datetime = row["now"]
    return moment


class _Pooled(AsyncConnection[DictRow]):
    """Knows since when nobody has used it."""

    idle_since_s = -math.inf


@dataclass(frozen=True, slots=True)
class PoolState:
    """Connections that are used and idle, and requests that wait for one."""

    used: int
    idle: int
    waited_for: int


class Database:
    """Opens transactions. Every failure to reach the server is raised as Unavailable."""

    def __init__(self, pool: AsyncConnectionPool[_Pooled]) -> None:
        self._pool = pool
        long_ones = max(1, pool.max_size // 2)
        self._long_ones = asyncio.Semaphore(long_ones)
        self._long_ones_of_one = max(1, long_ones // 2)
        self._long_ones_by_account: WeakValueDictionary[AccountId, asyncio.Semaphore] = WeakValueDictionary()

    def pool_state(self) -> PoolState:
        stats = self._pool.get_stats()
        idle = stats.get("pool_available", 0)
        return PoolState(stats.get("pool_size", 0) - idle, idle, stats.get("requests_waiting", 0))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """A connection in autocommit mode that sees no account: for the questions that come before it is known."""
        with _outages_as_unavailable():
            async with self._pool.connection() as connection:
                try:
                    yield connection
                finally:
                    connection.idle_since_s = monotonic_s()

    @asynccontextmanager
    async def transaction(self, account_id: AccountId) -> AsyncIterator[Connection]:
        """A transaction that sees the rows of one account; commits at the end, rolls back on any exception."""
        async with self.connection() as connection, as_account(connection, account_id):
            yield connection

    @asynccontextmanager
    async def long_transaction(self, account_id: AccountId) -> AsyncIterator[Connection]:
        """A transaction that lasts as long as a client reads.

        They take at most half of the connections, and those of one account half of that. The server ends one that does
        nothing for IDLE_IN_TRANSACTION_TIMEOUT_MS; the caller has to leave the context then.
        """
        own = self._long_ones_by_account.setdefault(account_id, asyncio.Semaphore(self._long_ones_of_one))
        async with AsyncExitStack() as places:
            try:
                async with asyncio.timeout(self._pool.timeout):
                    await places.enter_async_context(own)
                    await places.enter_async_context(self._long_ones)
            except TimeoutError:
                raise Unavailable("unavailable", "Too many downloads run now.") from None
            yield await places.enter_async_context(self.transaction(account_id))


async def _check_when_old(connection: _Pooled) -> None:
    """A round trip before every request would cost more than a request that fails when the server has just gone."""
    if monotonic_s() - connection.idle_since_s > TRUSTED_S:
        await AsyncConnectionPool.check_connection(connection)


async def _prepare(connection: Connection) -> None:
    await connection.set_autocommit(True)
    await connection.execute(
        """
        SELECT set_config('statement_timeout', %s, false),
               set_config('idle_in_transaction_session_timeout', %s, false),
               set_config('timezone', 'UTC', false),
               set_config('role', 'talkif_app', false)
        """,
        (str(STATEMENT_TIMEOUT_MS), str(IDLE_IN_TRANSACTION_TIMEOUT_MS)),
    )


@asynccontextmanager
async def open_database(
    dsn: str, *, max_connections: int = 10, pool_timeout_s: float = POOL_TIMEOUT_S
) -> AsyncIterator[Database]:
    """Open a pool for as long as the context lasts.

    Does not wait for the server: while it is away, transactions raise Unavailable after `pool_timeout_s`, and the pool
    keeps trying to connect.
    """
    pool: AsyncConnectionPool[_Pooled] = AsyncConnectionPool(
        dsn,
        connection_class=_Pooled,
        kwargs={"row_factory": dict_row, "connect_timeout": CONNECT_TIMEOUT_S, "application_name": "talkif-api"},
        configure=_prepare,
        check=_check_when_old,
        min_size=1,
        max_size=max_connections,
        timeout=pool_timeout_s,
        max_waiting=max_connections * 20,
        open=False,
        name="api",
    )
    async with pool:
        yield Database(pool)
