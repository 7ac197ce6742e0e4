"""What a switchboard does when it is told to stop."""

from __future__ import annotations

import asyncio
from typing import Any

from talkif_runtime.switchboard import GRACE_S, SAVING_S, Switchboard
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
