"""What is done outside of a call is on record first."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from talkif_runtime.dialogue.commands import SendText
from talkif_runtime.metrics import Metrics
from talkif_runtime.session.acting import act
from talkif_runtime.session.recorder import Recorder
from talkif_schemas.events import HungUp, ToolFinished
from tests.runtime.phone import virtual_time
from tests.runtime.session.test_call import World
from tests.runtime.session.test_recorder import ACCOUNT, CALL, Store

TEXT = SendText(request=1, key="k", to="+14155550100", sender="+14155550101", text="Hi.")


def acted(*, outages: int) -> tuple[ToolFinished, World]:
    async def main() -> tuple[ToolFinished, World]:
        world, recorder = World(), Recorder(Store(outages), Metrics())  # type: ignore[arg-type]
        equipment: Any = SimpleNamespace(recorder=recorder, outside=world)
        writer = asyncio.create_task(recorder.run())
        recorder.append(ACCOUNT, CALL, 0, HungUp(at_ms=1, by="caller", reason="stop"))
        finished = await act(TEXT, CALL, equipment, now_ms=lambda: 0)
        writer.cancel()
        return finished, world

    return virtual_time.run(main())


def test_an_act_is_done_once_it_is_on_record() -> None:
    finished, world = acted(outages=1)
    assert (finished.status, world.sent) == ("success", [TEXT])


def test_an_act_that_cannot_be_put_on_record_fails_before_it_is_done() -> None:
    finished, world = acted(outages=1_000_000)
    assert (finished.status, finished.error) == ("failure", "the database does not answer")
    assert world.sent == []
