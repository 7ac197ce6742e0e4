"""Jobs run, run again when they fail, and survive their worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from talkif_api.kit.db import open_database
from talkif_api.kit.jobs import DEFAULT, IMPORTS, Parts, Task, defer
from talkif_api.worker import open_queue, run_queues
from talkif_runtime.server import serve_http
from talkif_schemas.log_context import belongs_to
from tests.api.conftest import Account, owner, program
from tests.api.receiver import HOST, Receiver


def queue(account: Account, parts: Parts, *tasks: Task) -> AbstractAsyncContextManager[App]:
    return open_queue(account.dsn, parts, tasks)


@contextmanager
def away(dsn: str) -> Iterator[None]:
    """The database takes nobody while the block runs."""
    name = str(conninfo_to_dict(dsn)["dbname"])
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as admin:
        admin.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        try:
            yield
        finally:
            admin.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


class Complaint(logging.Handler):
    """Tells when the worker has said that something is wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.set()


@contextmanager
def complaint() -> Iterator[asyncio.Event]:
    handler = Complaint()
    logger = logging.getLogger("talkif_api.worker")
    logger.addHandler(handler)
    try:
        yield handler.heard
    finally:
        logger.removeHandler(handler)


async def jobs(account: Account) -> list[dict[str, Any]]:
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            """
            SELECT status::text, attempts FROM jobs.procrastinate_jobs WHERE args ? 'account_id' ORDER BY id
            """
        )
        return await cursor.fetchall()


async def test_a_job_runs_for_the_account_that_asked(account: Account, parts: Parts) -> None:
    seen: list[tuple[str, int]] = []

    async def note(_: Parts, account_id: str, number: int) -> None:
        seen.append((account_id, number))

    async with queue(account, parts, Task("note", note)) as app:
        async with parts.database.transaction(account.account_id) as tx:
            await defer(tx, "note", {"number": 7, "account_id": "account_of_another"})
        await app.run_worker_async(wait=False, install_signal_handlers=False)
    assert seen == [(account.account_id, 7)]


async def test_log_lines_of_a_job_about_a_call_name_the_call(account: Account, parts: Parts) -> None:
    seen = []

    async def look(_: Parts, account_id: str, call_id: str) -> None:
        seen.append((account_id, call_id, dict(belongs_to())))

    async with queue(account, parts, Task("test.look", look)) as app:
        async with parts.database.transaction(account.account_id) as tx:
            await defer(tx, "test.look", {"call_id": "call_1"})
        await app.run_worker_async(wait=False, install_signal_handlers=False)
    ((account_id, call_id, told),) = seen
    assert (told["task"], told["accountId"], told["callId"]) == ("test.look", account_id, call_id)


async def test_words_that_wait_already_are_not_asked_twice(account: Account, parts: Parts) -> None:
    async with parts.database.transaction(account.account_id) as tx:
        assert await defer(tx, "note", {}, only_once="the same") is not None
    async with parts.database.transaction(account.account_id) as tx:
        assert await defer(tx, "note", {}, only_once="the same") is None
    assert len(await jobs(account)) == 1


async def test_what_fails_is_tried_again_later_and_not_for_ever(account: Account, parts: Parts) -> None:
    async def fail(_: Parts, account_id: str) -> None:
        raise RuntimeError(account_id)

    async with queue(account, parts, Task("fail", fail, attempts=2)) as app:
        async with parts.database.transaction(account.account_id) as tx:
            await defer(tx, "fail", {})
        for expected in ({"status": "todo", "attempts": 1}, {"status": "failed", "attempts": 2}):
            await app.run_worker_async(wait=False, install_signal_handlers=False)
            assert await jobs(account) == [expected]
            async with owner(account.dsn) as connection:
                await connection.execute("SET search_path = jobs")
                await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")


async def test_the_jobs_of_a_worker_that_died_run_again(account: Account, parts: Parts) -> None:
    async with queue(account, parts, Task("note", run=_nothing)) as app:
        async with parts.database.transaction(account.account_id) as tx:
            await defer(tx, "note", {})
        async with owner(account.dsn) as connection:
            await connection.execute("SET search_path = jobs")
            await connection.execute(
                """
                WITH worker AS (
                  INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id)
                UPDATE procrastinate_jobs SET status = 'doing', worker_id = worker.id FROM worker
                """
            )
        rescue = app.tasks["rescue"]
        await rescue(timestamp=0)
        assert await jobs(account) == [{"status": "todo", "attempts": 1}]


async def test_imports_hold_up_nothing_else_and_only_one_runs_for_an_account(
    account: Account, stranger: Account, parts: Parts
) -> None:
    both_run, quick_ran, may_end, all_ran = (asyncio.Event() for _ in range(4))
    running: list[str] = []
    ran: list[str] = []

    async def long(_: Parts, account_id: str) -> None:
        running.append(account_id)
        assert sorted(running) == sorted(set(running))
        if len(running) == 2:
            both_run.set()
        await may_end.wait()
        running.remove(account_id)
        ran.append(account_id)
        if len(ran) == 6:
            all_ran.set()

    async def quick(_: Parts, account_id: str) -> None:
        quick_ran.set()

    async with queue(account, parts, Task("long", long), Task("quick", quick)) as app:
        for owner_of in (account, stranger):
            async with parts.database.transaction(owner_of.account_id) as tx:
                for _ in range(3):
                    await defer(tx, "long", {}, one_at_a_time=f"long {owner_of.account_id}", queue=IMPORTS)
        worker = asyncio.create_task(run_queues(app, {DEFAULT: 1, IMPORTS: 2}, stops_on_signals=False))
        await asyncio.wait_for(both_run.wait(), 30)
        async with parts.database.transaction(account.account_id) as tx:
            await defer(tx, "quick", {})
        await asyncio.wait_for(quick_ran.wait(), 30)
        assert ran == []
        may_end.set()
        await asyncio.wait_for(all_ran.wait(), 60)
        worker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await worker


async def test_a_worker_outlives_its_database(account: Account, parts: Parts) -> None:
    ran = asyncio.Queue[int]()

    async def note(_: Parts, account_id: str, number: int) -> None:
        ran.put_nowait(number)

    async def ask(number: int) -> None:
        async with open_database(account.dsn) as database, database.transaction(account.account_id) as tx:
            await defer(tx, "note", {"number": number})

    async with queue(account, parts, Task("note", note)) as app:
        worker = asyncio.create_task(run_queues(app, {DEFAULT: 1}, stops_on_signals=False))
        await ask(1)
        assert await asyncio.wait_for(ran.get(), 30) == 1
        with complaint() as heard, away(account.dsn):
            await asyncio.wait_for(heard.wait(), 60)
        await ask(2)
        assert await asyncio.wait_for(ran.get(), 60) == 2
        worker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await worker


async def test_a_worker_begins_and_ends_while_its_database_is_away(account: Account, parts: Parts) -> None:
    with complaint() as heard, away(account.dsn):
        async with queue(account, parts) as app:
            worker = asyncio.create_task(run_queues(app, {DEFAULT: 1}, stops_on_signals=False))
            await asyncio.wait_for(heard.wait(), 60)
            worker.cancel()
            with pytest.raises(asyncio.CancelledError):
                await worker


async def test_a_worker_that_cannot_take_leave_of_its_database_ends_when_told(account: Account, parts: Parts) -> None:
    ran = asyncio.Event()

    async def note(_: Parts, account_id: str) -> None:
        ran.set()

    async with queue(account, parts, Task("note", note)) as app:
        worker = asyncio.create_task(run_queues(app, {DEFAULT: 1}, stops_on_signals=False))
        async with parts.database.transaction(account.account_id) as tx:
            await defer(tx, "note", {})
        await asyncio.wait_for(ran.wait(), 30)
        with away(account.dsn):
            worker.cancel()
            with pytest.raises(asyncio.CancelledError):
                await worker


async def test_tables_that_are_not_there_end_a_worker(
    account: Account, parts: Parts, new_database: Callable[..., str]
) -> None:
    async with open_queue(new_database(empty=True), parts) as app:
        with pytest.RaisesGroup(ConnectorException):
            await run_queues(app, {DEFAULT: 1}, stops_on_signals=False)


@pytest.mark.parametrize("at", [None, datetime(2026, 1, 1, tzinfo=UTC)])
async def test_an_account_with_many_jobs_does_not_hold_up_another(
    account: Account, stranger: Account, parts: Parts, at: datetime | None
) -> None:
    ran: list[tuple[str, int]] = []

    async def note(_: Parts, account_id: str, number: int) -> None:
        ran.append((account_id, number))
        if len(ran) == 100:
            async with parts.database.transaction(stranger.account_id) as tx:
                await defer(tx, "note", {"number": 3}, at=at)

    async with queue(account, parts, Task("note", note)) as app:
        for owner_of, number in ((account, 300), (stranger, 3)):
            async with parts.database.transaction(owner_of.account_id) as tx:
                for one in range(number):
                    await defer(tx, "note", {"number": one}, at=at)
        await app.run_worker_async(wait=False, install_signal_handlers=False, concurrency=1)
    places = [place for place, (account_id, _) in enumerate(ran) if account_id == stranger.account_id]
    assert places == [1, 3, 5, 100]
    assert [number for account_id, number in ran if account_id == account.account_id] == list(range(300))


async def test_jobs_that_wait_for_their_time_do_not_set_back_those_that_do_not(account: Account, parts: Parts) -> None:
    async with parts.database.transaction(account.account_id) as tx:
        for number in range(3):
            await defer(tx, "note", {"number": number}, at=datetime(2099, 1, 1, tzinfo=UTC))
        await defer(tx, "note", {})
        await defer(tx, "other", {})
    async with owner(account.dsn) as connection:
        cursor = await connection.execute("SELECT priority FROM jobs.procrastinate_jobs ORDER BY id")
        assert [row["priority"] for row in await cursor.fetchall()] == [0, -1, -2, 0, 0]


async def test_the_place_of_a_job_is_found_without_a_look_at_all_jobs(account: Account) -> None:
    async with owner(account.dsn) as connection:
        await connection.execute("SET search_path = jobs")
        await connection.execute(
            """
            INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority)
            SELECT 'default', 'note', jsonb_build_object('account_id', 'account_' || i % 10), -i
            FROM generate_series(1, 20000) AS i
            """
        )
        await connection.execute("ANALYZE procrastinate_jobs")
        cursor = await connection.execute(
            """
            EXPLAIN SELECT min(priority) FROM procrastinate_jobs
            WHERE status = 'todo' AND queue_name = 'default' AND task_name = 'note'
              AND args ->> 'account_id' = 'account_1' AND (scheduled_at IS NULL)::int = 1
            """
        )
        plan = "\n".join(row["QUERY PLAN"] for row in await cursor.fetchall())
    assert "Index Only Scan using jobs_of_an_account" in plan or "Index Scan using jobs_of_an_account" in plan, plan


async def test_imports_wait_in_a_queue_of_their_own(account: Account) -> None:
    rows = "".join(f"+1415{2_000_000 + number}\n" for number in range(1_001))
    for _ in range(2):
        answer = await account.send(
            "POST", "/contacts/import", content=f"phone\n{rows}", headers={"Content-Type": "text/csv"}
        )
        assert answer.status_code == 202, answer.text
    async with owner(account.dsn) as connection:
        cursor = await connection.execute(
            "SELECT queue_name, lock FROM jobs.procrastinate_jobs WHERE task_name = 'contacts.import'"
        )
        waiting = [tuple(row.values()) for row in await cursor.fetchall()]
    assert waiting == [("imports", f"contacts.import {account.account_id}")] * 2


async def _nothing(_: Parts, account_id: str) -> None:
    pass


async def test_a_tenant_cannot_read_what_is_asked_for(account: Account, parts: Parts) -> None:
    with pytest.raises(Exception, match="permission denied"):
        async with parts.database.transaction(account.account_id) as tx:
            await tx.execute("SELECT * FROM jobs.procrastinate_jobs")


async def test_the_program_runs_jobs_and_ends_when_told(
    account: Account, environment: dict[str, str], free_port: int
) -> None:
    receiver = Receiver()
    created = await account.post("/webhooks", {"url": f"https://{HOST}/in", "events": ["*"]})
    await account.post(f"/webhooks/{created.json()['id']}/test")
    async with serve_http(receiver.app(), "127.0.0.1", free_port), program("worker", env=environment):
        await asyncio.wait_for(receiver.arrived.wait(), 30)
    receiver.verified(created.json()["secret"])
