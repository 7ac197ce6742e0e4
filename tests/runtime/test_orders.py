"""Orders reach the process that has the call, whether it listens when they are given or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
import pytest

from talkif_runtime.orders import obey
from talkif_schemas.ids import CallId


@dataclass
class Process:
    """A runtime that has one call."""

    ended: list[str] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def running(self) -> list[CallId]:
        return [CallId("call_1")]

    def end(self, call_id: CallId) -> None:
        self.ended.append(call_id)
        self._changed.set()

    async def until_ended(self, call_id: str) -> None:
        async with asyncio.timeout(30):
            while call_id not in self.ended:
                await self._changed.wait()
                self._changed.clear()

    @asynccontextmanager
    async def obeying(self, dsn: str, ask_s: float = 60) -> AsyncIterator[None]:
        task = asyncio.create_task(obey(dsn, self.running, self.end, ask_s))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def order(database: str) -> Callable[[str], None]:
    """Writes an order as the API does, without the account and the call around it."""
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE call_orders DROP CONSTRAINT call_orders_call_id_fkey")
        connection.execute("ALTER TABLE call_orders DROP CONSTRAINT call_orders_account_id_fkey")

    def write(call_id: str) -> None:
        with psycopg.connect(database) as connection:
            connection.execute("INSERT INTO call_orders VALUES (%s, 'account_1', 'end')", (call_id,))

    return write


async def listening(process: Process, order: Callable[[str], None]) -> None:
    """Wait until the process listens: from then on it hears of every call."""
    number = 0
    while not process.ended:
        order(f"call_probe_{number}")
        number += 1
        await asyncio.sleep(0.02)


async def test_an_order_is_heard_at_once(database: str, order: Callable[[str], None]) -> None:
    process = Process()
    async with process.obeying(database):
        await listening(process, order)
        order("call_1")
        await process.until_ended("call_1")


async def test_an_order_that_was_given_before_is_found(database: str, order: Callable[[str], None]) -> None:
    order("call_1")
    order("call_of_another_process")
    process = Process()
    async with process.obeying(database):
        await process.until_ended("call_1")
    assert process.ended == ["call_1"]


async def test_a_connection_that_breaks_is_made_again(database: str, order: Callable[[str], None]) -> None:
    process = Process()
    async with process.obeying(database):
        await listening(process, order)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'talkif-runtime-orders' AND datname = current_database()
                """
            )
        order("call_1")
        await process.until_ended("call_1")
