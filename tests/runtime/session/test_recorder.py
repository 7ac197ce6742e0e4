from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from psycopg import OperationalError

from talkif_runtime.metrics import Metrics
from talkif_runtime.session import recorder
from talkif_runtime.session.recorder import Recorder
from talkif_schemas.events import HungUp, VariableSet
from talkif_schemas.ids import AccountId, CallId
from tests.runtime.phone import virtual_time

ACCOUNT, CALL = AccountId("account_1"), CallId("call_1")


class Store:
    """Fails as often as it is told to."""

    def __init__(self, outages: int = 0) -> None:
        self.outages = outages
        self.rows: list[Any] = []

    async def append_events(self, _account: AccountId, rows: Any) -> None:
        if self.outages:
            self.outages -= 1
            raise OperationalError("gone")
        self.rows += rows


def run(store: Store, *events: Any) -> Recorder:
    async def main() -> Recorder:
        written = Recorder(store, Metrics())  # type: ignore[arg-type]
        writer = asyncio.create_task(written.run())
        for seq, event in enumerate(events):
            written.append(ACCOUNT, CALL, seq, event)
        await written.flush()
        written.close()
        await writer
        return written

    return virtual_time.run(main())


def test_events_are_written_in_order() -> None:
    store = Store()
    run(store, *[HungUp(at_ms=number, by="caller", reason="stop") for number in range(3)])
    assert [(row[1], row[2]) for row in store.rows] == [(0, 0), (1, 1), (2, 2)]


def test_an_outage_delays_the_journal_and_loses_nothing() -> None:
    store = Store(outages=3)
    run(store, HungUp(at_ms=1, by="caller", reason="stop"))
    assert len(store.rows) == 1


def test_nobody_waits_for_a_batch_to_come_together() -> None:
    async def main() -> float:
        written, now = Recorder(Store(), Metrics()), asyncio.get_running_loop().time  # type: ignore[arg-type]
        writer = asyncio.create_task(written.run())
        begun = now()
        for seq in range(3):
            written.append(ACCOUNT, CALL, seq, HungUp(at_ms=1, by="caller", reason="stop"))
            await written.flush()
        took_s = now() - begun
        written.close()
        await writer
        return took_s

    assert virtual_time.run(main()) == 0


def test_nul_characters_do_not_reach_the_database() -> None:
    store = Store()
    run(store, VariableSet(at_ms=1, name="x", value={"a\0": ["b\0", "\\u0000"]}, node="n"))
    assert orjson.loads(store.rows[0][4])["value"] == {"a": ["b", "\\u0000"]}


def test_the_journal_is_bounded_and_counts_what_it_drops(monkeypatch: Any, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(recorder, "MAX_WAITING", 2)

    metrics = Metrics()

    async def main() -> None:
        full = Recorder(Store(), metrics)  # type: ignore[arg-type]
        for seq in range(5):
            full.append(ACCOUNT, CALL, seq, HungUp(at_ms=1, by="caller", reason="stop"))

    virtual_time.run(main())
    assert metrics.registry.get_sample_value("talkif_call_events_dropped_total") == 3
    assert [record.levelname for record in caplog.records] == ["ERROR"], "one line for all of them"
