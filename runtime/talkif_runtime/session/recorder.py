"""Journals of all calls on their way to the store, in batches, by one task per process."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from contextlib import suppress

import orjson

from talkif_runtime.metrics import Metrics
from talkif_runtime.store import OUTAGES, Store, without_nul
from talkif_schemas.events import Event, encode
from talkif_schemas.ids import AccountId, CallId

_log = logging.getLogger(__name__)

FLUSH_MS = 200
#: Events that wait while the database is away: several minutes of a full process. Beyond it new events are dropped and
#: counted, because the callers who are talking matter more than their journal.
MAX_WAITING = 100_000
_RETRY_S = 1.0
_BATCH = 1_000

_Row = tuple[AccountId, CallId, int, int, str, str]


class Recorder:
    """`append` never blocks. `run` is the writer; `flush` waits until everything appended so far is written."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store = store
        self._metrics = metrics
        self._rows: deque[_Row] = deque()
        self._wake = asyncio.Event()
        self._awaited = asyncio.Event()
        """Somebody waits for what is to be written."""
        self._written = asyncio.Condition()
        self._appended = 0
        self._done = 0
        self._closing = False
        self._dropping = False

    def append(self, account_id: AccountId, call_id: CallId, seq: int, event: Event) -> None:
        if len(self._rows) >= MAX_WAITING:
            self._metrics.events_dropped.inc()
            if not self._dropping:
                _log.error("the journal is full: events are lost until the database is back")
            self._dropping = True
            return
        self._dropping = False
        name, data = encode(event)
        self._rows.append((account_id, call_id, seq, event.at_ms, name, orjson.dumps(without_nul(data)).decode()))
        self._appended += 1
        self._wake.set()

    async def flush(self) -> None:
        wanted = self._appended
        if self._done < wanted:
            self._awaited.set()
        async with self._written:
            await self._written.wait_for(lambda: self._done >= wanted)

    async def run(self) -> None:
        """Write until `close`. Keeps trying while the database is away."""
        while not (self._closing and not self._rows):
            await self._wake.wait()
            self._wake.clear()
            while self._rows:
                batch = [self._rows[index] for index in range(min(_BATCH, len(self._rows)))]
                try:
                    await self._write(batch)
                except OUTAGES as error:
                    _log.warning("the journal waits, %d events: %s", len(self._rows), error)
                    if self._closing:
                        return
                    await asyncio.sleep(_RETRY_S)
                    continue
                for _ in batch:
                    self._rows.popleft()
                async with self._written:
                    self._done += len(batch)
                    self._written.notify_all()
            await self._collect()

    async def _collect(self) -> None:
        """Let events come together for the next batch, unless somebody waits for one."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_MS / 1000):
                await self._awaited.wait()
        self._awaited.clear()

    async def _write(self, batch: list[_Row]) -> None:
        by_account: dict[AccountId, list[tuple[CallId, int, int, str, str]]] = defaultdict(list)
        for account_id, call_id, seq, at_ms, name, data in batch:
            by_account[account_id].append((call_id, seq, at_ms, name, data))
        for account_id, rows in by_account.items():
            await self._store.append_events(account_id, rows)

    def close(self) -> None:
        """Let `run` return once everything is written."""
        self._closing = True
        self._wake.set()
        self._awaited.set()
