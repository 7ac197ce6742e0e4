"""What a switchboard does for calls that nobody runs at the moment, and when it is told to stop."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from talkif_runtime.store import Journal
from talkif_runtime.switchboard import GRACE_S, SAVING_S, Switchboard
from talkif_schemas.events import HungUp, TransferTried
from talkif_schemas.ids import CallId
from tests.runtime.phone import virtual_time


class Hanging:
    """A store that has a call to take over and then does not answer any more."""

    async def claim_abandoned(self, _lease_s: float, _here: Any) -> list[tuple[CallId, int]]:
        return [(CallId("call_1"), 0)]

    async def find_call(self, _call_id: CallId) -> Any:
        await asyncio.Event().wait()


def test_the_end_is_not_put_off_for_ever_by_a_database_that_does_not_answer() -> None:
    async def main() -> float:
        nothing: Any = None
        store: Any = Hanging()
        board = Switchboard(nothing, store, nothing, nothing, nothing)
        await board.recover()
        await board.close()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return asyncio.get_running_loop().time()

    assert virtual_time.run(main()) == GRACE_S + SAVING_S


class Gappy:
    """Store and recorder of a call whose journal lacks what the database did not get: five events are in it."""

    def __init__(self) -> None:
        self.rows = {seq: HungUp(at_ms=seq, by="caller", reason="stop") for seq in (0, 1, 2, 8, 9)}

    async def journal(self, *_: str) -> Journal:
        return Journal(list(self.rows.values()), max(self.rows) + 1)

    def append(self, _account: str, _call: str, seq: int, event: Any) -> None:
        self.rows.setdefault(seq, event)

    async def flush(self) -> None:
        """There is nothing to wait for."""


async def test_events_behind_a_gap_of_the_journal_have_numbers_of_their_own() -> None:
    nothing: Any = None
    store: Any = Gappy()
    equipment: Any = SimpleNamespace(recorder=store)
    stored: Any = SimpleNamespace(call_id="call_1", account_id="account_1", answered_at_ms=10)
    await Switchboard(nothing, store, nothing, nothing, equipment).tried(stored, "+14155550100", "busy")
    assert store.rows[10] == TransferTried(at_ms=10, target="+14155550100", status="busy")
