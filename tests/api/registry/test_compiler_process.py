"""Work beside the API ends in time, whatever it does."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from talkif_api.registry import compiler_process
from talkif_schemas.errors import Unavailable


async def test_work_is_done_in_another_process() -> None:
    assert await compiler_process.run(os.getpid) != os.getpid()
    assert await compiler_process.run(pow, 2, 10) == 1024


async def test_an_error_comes_back_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        await compiler_process.run(divmod, 1, 0)


async def test_work_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    await compiler_process.run(os.getpid)
    monkeypatch.setattr(compiler_process, "TIMEOUT_S", 0.05)
    with pytest.raises(Unavailable) as stopped:
        await compiler_process.run(time.sleep, 3600)
    assert stopped.value.code == "compiler_timeout"
    monkeypatch.undo()
    assert await compiler_process.run(pow, 2, 10) == 1024


async def test_a_process_that_dies_is_replaced() -> None:
    with pytest.raises(Unavailable) as died:
        await compiler_process.run(os._exit, 1)
    assert died.value.code == "unavailable"
    assert await compiler_process.run(pow, 2, 10) == 1024


async def test_a_crowd_is_sent_away() -> None:
    waiting = [asyncio.create_task(compiler_process.run(time.sleep, 3600)) for _ in range(compiler_process.AT_ONCE)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refused:
        await compiler_process.run(pow, 2, 10)
    assert (refused.value.code, refused.value.meta) == ("compiler_busy", {"retryAfterSecs": 5})
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await compiler_process.run(pow, 2, 10) == 1024
