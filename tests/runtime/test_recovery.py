"""Calls whose process died are found by somebody, by one at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import psycopg
import pytest

from talkif_runtime import recovery
from talkif_runtime.store import NotRunnable, Store, open_store
from talkif_schemas.events import HungUp, encode
from talkif_schemas.ids import CallId, new_account_id, new_call_id
from tests.e2e.test_phone_call import FLOW, NUMBER
from tests.runtime.seeding import seed


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    seed(database, FLOW, number=NUMBER)
    async with open_store(database) as opened:
        yield opened


async def answered(store: Store, carrier_call_id: str) -> CallId:
    route = await store.route_number(NUMBER, carrier_call_id)
    assert route is not None
    call_id = await store.create_call(new_call_id(), route, "twilio", carrier_call_id, "+14155551234", NUMBER, "nonce")
    assert await store.answer_call(call_id, route.account_id, "nonce")
    return call_id


async def line_died(store: Store, call_id: CallId, time_s: float) -> None:
    account_id = await store.account_of_call(call_id)
    assert account_id is not None
    await store.line_died(call_id, account_id, time_s)


async def test_a_call_is_left_alone_for_as_long_as_its_process_may_take(store: Store) -> None:
    _running, fresh, late = [await answered(store, f"CA{number}") for number in range(3)]
    await line_died(store, fresh, 60.0)
    await line_died(store, late, 0.0)
    await line_died(store, late, 60.0)  # The carrier says it twice; the first time counts.
    ((call_id, dead_ms),) = await store.claim_abandoned(60.0, ())
    assert call_id == late
    assert 0 <= dead_ms < 10_000


async def test_a_call_is_taken_by_one_process(store: Store) -> None:
    call_id = await answered(store, "CA1")
    await line_died(store, call_id, 0.0)
    assert await store.claim_abandoned(60.0, [call_id]) == [], "it runs here"
    claims = await asyncio.gather(*(store.claim_abandoned(60.0, ()) for _ in range(3)))
    assert sorted(len(claim) for claim in claims) == [0, 0, 1]


async def test_a_call_comes_back_when_the_process_that_took_it_dies_too(store: Store) -> None:
    call_id = await answered(store, "CA1")
    await line_died(store, call_id, 0.0)
    for _ in range(2):
        assert [found for found, _ in await store.claim_abandoned(0.0, ())] == [call_id]


async def test_a_call_that_has_ended_is_nobodys(store: Store) -> None:
    call_id = await answered(store, "CA1")
    await line_died(store, call_id, 0.0)
    account_id = await store.account_of_call(call_id)
    assert account_id is not None
    await store.finish_call(call_id, account_id, status="completed", end_reason="bot_ended")
    assert await store.claim_abandoned(0.0, ()) == []


async def test_a_journal_goes_on_behind_its_last_event(store: Store) -> None:
    call_id = await answered(store, "CA1")
    account_id = await store.account_of_call(call_id)
    assert account_id is not None
    assert (await store.journal(call_id, account_id)).next_seq == 0
    name, data = encode(HungUp(at_ms=1, by="caller", reason="stop"))
    await store.append_events(account_id, [(call_id, seq, 1, name, json.dumps(data)) for seq in (0, 5)])
    journal = await store.journal(call_id, account_id)
    assert (len(journal.events), journal.next_seq) == (2, 6)


async def test_an_artifact_that_is_gone_is_told_as_one_that_does_not_run(store: Store) -> None:
    with pytest.raises(NotRunnable, match="no artifact sha256:0"):
        await store.artifact(new_account_id(), "sha256:0")


async def test_a_call_of_last_year_is_still_found(store: Store, database: str) -> None:
    call_id = await answered(store, "CA1")
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE calls SET answered_at = now() - interval '1 year'")
    stored = await store.find_call(call_id)
    assert stored is not None
    assert stored.answered_at_ms is not None
    assert stored.answered_at_ms + 3_600_000 < 2**31, "the width of a moment in the journal"


async def test_a_database_that_is_away_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "LOOK_EVERY_S", 0.0)
    looked = asyncio.Event()
    answers = iter([psycopg.OperationalError("away"), None])

    async def recover() -> None:
        answer = next(answers)
        if answer is not None:
            raise answer
        looked.set()

    task = asyncio.create_task(recovery.keep_recovering(recover))
    async with asyncio.timeout(10):
        await looked.wait()
    task.cancel()
