"""Tasks of one call that somebody waits for, by number, until they are done or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

#: Starts a task of the call; None when the call is over.
Spawn: TypeAlias = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None] | None]


class Work:
    def __init__(self, spawn: Spawn) -> None:
        self._spawn = spawn
        self._tasks: dict[int, asyncio.Task[None]] = {}

    def start(self, number: int, work: Coroutine[Any, Any, None]) -> None:
        task = self._spawn(work)
        if task is not None:
            self._tasks[number] = task
            task.add_done_callback(lambda _: self._tasks.pop(number, None))

    def cancel(self, number: int) -> None:
        task = self._tasks.pop(number, None)
        if task is not None:
            task.cancel()

    def cancel_all(self) -> None:
        for number in list(self._tasks):
            self.cancel(number)
