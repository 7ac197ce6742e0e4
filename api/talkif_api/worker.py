"""Runs durable jobs until told to stop. The only place that knows every kind of job.

procrastinate keeps the queue: it locks, retries and schedules. https://procrastinate.readthedocs.io
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, NoReturn

import psycopg
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from psycopg_pool import AsyncConnectionPool

from talkif_runtime.public_http import PublicHttp
from talkif_schemas import traceparent
from talkif_schemas.ids import AccountId
from talkif_schemas.log_context import belonging_to
from talkif_schemas.sealed import Sealer

from .calls import jobs as calls
from .contacts import jobs as contacts
from .dnc.jobs import PERIODIC as DNC
from .kit import tracing
from .kit.bulkhead import Bulkhead
from .kit.clock import unix_s
from .kit.db import CONNECT_TIMEOUT_S, POOL_TIMEOUT_S, open_database
from .kit.job_tables import SCHEMA
from .kit.jobs import DEFAULT, IMPORTS, Parts, Periodic, Queue, Task
from .kit.kept_counts import PERIODIC as COUNTS
from .kit.storage import open_storage
from .phone.purchase import TASKS as PHONE
from .settings import Settings
from .webhooks.jobs import TASKS as WEBHOOKS

TASKS: Final[tuple[Task, ...]] = (*WEBHOOKS, *PHONE, *contacts.TASKS, *calls.TASKS)
PERIODIC: Final[tuple[Periodic, ...]] = (*COUNTS, *DNC, *contacts.PERIODIC, *calls.PERIODIC)

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
#: Jobs that still run this long after the signal go back to the queue.
_GRACE_S: Final = 20.0
#: Between looks for jobs whose time has come; new jobs are told of at once.
_POLL_S: Final = 2.0
#: Before a queue whose database went away is looked at again.
_PAUSE_S: Final = 2.0

#: Waits between attempts: 5, 11, 29, 83 s … 36 min before the eighth.
_FIRST_WAIT_S: Final = 2
_WAIT_FACTOR: Final = 3

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_queue(
    dsn: str, parts: Parts, tasks: Iterable[Task] = TASKS, periodic: Iterable[Periodic] = PERIODIC
) -> AsyncIterator[App]:
    """The queue with every kind of job. Does not wait for the database."""
    app = App(connector=PsycopgConnector())
    for task in tasks:
        _add_task(app, parts, task)
    for entry in periodic:
        _add_periodic(app, parts, entry)
    _add_rescue(app)
    pool = AsyncConnectionPool(
        dsn,
        kwargs={
            "options": f"-c search_path={SCHEMA}",
            "connect_timeout": CONNECT_TIMEOUT_S,
            "application_name": "talkif-worker",
        },
        check=AsyncConnectionPool.check_connection,
        timeout=POOL_TIMEOUT_S,
        open=False,
        name="queue",
    )
    async with pool, app.open_async(pool):
        yield app


def _add_task(app: App, parts: Parts, task: Task) -> None:
    async def run(account_id: str, **arguments: Any) -> None:
        with (
            tracing.working(task.name, arguments.pop(traceparent.HEADER, None)),
            belonging_to(task=task.name, accountId=account_id, **_call_in(arguments), **tracing.ids()),
        ):
            await task.run(parts, AccountId(account_id), **arguments)

    retry = RetryStrategy(max_attempts=task.attempts - 1, wait=_FIRST_WAIT_S, exponential_wait=_WAIT_FACTOR)
    app.task(name=task.name, retry=retry)(run)


def _call_in(arguments: Mapping[str, Any]) -> dict[str, str]:
    """What log lines say of a job that is about a call."""
    return {"callId": arguments["call_id"]} if "call_id" in arguments else {}


def _add_periodic(app: App, parts: Parts, entry: Periodic) -> None:
    async def run(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names it
        await entry.run(parts)

    app.periodic(cron=entry.cron)(app.task(name=entry.name, queueing_lock=entry.name, lock=entry.name)(run))


def _add_rescue(app: App) -> None:
    @app.periodic(cron="* * * * *")
    @app.task(name="rescue", queueing_lock="rescue")
    async def rescue(timestamp: int) -> None:  # noqa: ARG001 - procrastinate names it
        """Give the jobs of workers that died to others."""
        for job in await app.job_manager.get_stalled_jobs():
            _log.warning("job %s (%s) was left by a worker that died; it runs again", job.id, job.task_name)
            await app.job_manager.retry_job(job)


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    http = PublicHttp(settings.hosts)
    try:
        async with open_database(settings.database_url, max_connections=settings.max_connections) as database:
            yield Parts(
                settings,
                database,
                open_storage(settings),
                Sealer(settings.encryption_keys),
                http,
                unix_s,
                Bulkhead.of_half(settings.max_connections),
            )
    finally:
        await http.close()


async def work(settings: Settings, *, stops_on_signals: bool = True) -> None:
    """Run jobs until SIGINT or SIGTERM, or until cancelled; then finish those that run."""
    async with open_parts(settings) as parts, open_queue(settings.database_url, parts) as app:
        await run_queues(
            app,
            {DEFAULT: settings.worker_concurrency, IMPORTS: settings.import_concurrency},
            stops_on_signals=stops_on_signals,
        )


async def run_queues(app: App, slots: Mapping[Queue, int], *, stops_on_signals: bool) -> None:
    """`slots`: how many jobs of each queue run at once. The slots of one queue never serve another."""
    async with asyncio.TaskGroup() as group:
        runs = [group.create_task(_run_queue(app, queue, number), name=queue) for queue, number in slots.items()]
        if not stops_on_signals:
            return
        loop = asyncio.get_running_loop()

        def stop() -> None:
            """A second signal does not wait for the jobs that run."""
            for number in _SIGNALS:
                loop.remove_signal_handler(number)
            for run in runs:
                run.cancel()

        for number in _SIGNALS:
            loop.add_signal_handler(number, stop)


async def _run_queue(app: App, queue: Queue, slots: int) -> NoReturn:
    """Until cancelled; then finish what runs. Begins again when the database was away, which ends procrastinate's."""
    while True:
        try:
            await app.run_worker_async(
                queues=[queue],
                concurrency=slots,
                fetch_job_polling_interval=_POLL_S,
                shutdown_graceful_timeout=_GRACE_S,
                install_signal_handlers=False,  # It is for one worker of a process.
                delete_jobs="successful",
            )
            _log.warning("the worker of the queue %s has stopped; it starts again", queue)
        except ConnectorException as error:
            if not isinstance(error.__cause__, psycopg.OperationalError):
                raise
            _log.warning("the database does not answer the queue %s: %s", queue, error.__cause__)
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # It could not take leave of the database, and said that instead.
            raise asyncio.CancelledError
        await asyncio.sleep(_PAUSE_S)
