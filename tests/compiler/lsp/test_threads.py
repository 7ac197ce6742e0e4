from __future__ import annotations

import asyncio
from threading import Event, current_thread

import pytest

from talkif_compiler.lsp.threads import Worker


async def test_answers_come_from_another_thread() -> None:
    worker = Worker("answers", lambda error: None)
    assert await worker.ask(lambda: current_thread().name) == "answers"


async def test_who_asked_gets_the_exception_and_the_worker_goes_on() -> None:
    worker = Worker("answers", lambda error: None)
    with pytest.raises(ZeroDivisionError):
        await worker.ask(lambda: 1 / 0)
    assert await worker.ask(lambda: 1) == 1


async def test_a_failed_action_is_reported_and_the_worker_goes_on() -> None:
    failures: list[BaseException] = []
    worker = Worker("checks", failures.append)
    worker.put(lambda: {}["missing"])
    assert await worker.ask(lambda: 1) == 1
    assert isinstance(failures[0], KeyError)


async def test_a_cancelled_question_is_not_asked() -> None:
    worker = Worker("answers", lambda error: None)
    started, go = Event(), Event()
    asked: list[str] = []

    def wait() -> None:
        started.set()
        go.wait(10)

    worker.put(wait)
    started.wait(10)
    question = asyncio.ensure_future(worker.ask(lambda: asked.append("x")))
    await asyncio.sleep(0)
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    go.set()
    await worker.ask(lambda: None)
    assert asked == []
