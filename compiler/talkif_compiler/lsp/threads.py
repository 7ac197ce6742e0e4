"""Work beside the loop that talks to the client. Its threads end with the program, whatever they are doing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """One thread that does one thing after the other."""

    def __init__(self, name: str, failed: Callable[[BaseException], None]) -> None:
        """`failed` is called in the worker's thread with what an action has raised."""
        self._waiting: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._failed = failed
        Thread(target=self._run, name=name, daemon=True).start()

    def put(self, action: Callable[[], None]) -> None:
        self._waiting.put(action)

    async def ask(self, question: Callable[[], T]) -> T:
        """The answer, which may be an exception. A question that was cancelled before its turn is not asked."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def work() -> None:
            if answer.cancelled():
                return
            try:
                result = question()
            except Exception as error:  # noqa: BLE001 - the one who asked gets it
                loop.call_soon_threadsafe(_fail, answer, error)
            else:
                loop.call_soon_threadsafe(_give, answer, result)

        self.put(work)
        return await answer

    def _run(self) -> None:
        while True:
            action = self._waiting.get()
            try:
                action()
            except BaseException as error:  # noqa: BLE001 - the thread outlives what it does
                self._failed(error)


def _give(answer: asyncio.Future[T], result: T) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[T], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
