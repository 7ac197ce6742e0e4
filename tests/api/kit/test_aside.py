"""Requests that compile, or use the store of files, hold no connection meanwhile, and write what follows from what is
there afterwards."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from talkif_api.app import create_app
from talkif_api.kit.aside import Aside, Outstanding
from talkif_api.kit.db import open_database
from talkif_api.kit.storage import Storage, open_store
from talkif_api.registry import compiler_process
from talkif_api.registry.compiling import compare_artifacts
from talkif_api.settings import Settings
from talkif_schemas.errors import Unavailable
from tests.api.calls.conftest import Past, past  # noqa: F401 - calls that have a recording
from tests.api.conftest import ORIGIN, Wall
from tests.api.registry.conftest import (
    ADDITION,
    BREAKING,
    ENTRY,
    WORDING,
    Desk,
    desk,  # noqa: F401 - a flow to publish
)


class Gate:
    """Holds up the first work of its kind on its way to the compiler."""

    def __init__(self, kind: Callable[..., Any] | None = None) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()
        self.works: list[str] = []
        self._kind = kind
        self._run: Any = compiler_process.run

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.works.append(work.__name__)
        if self._kind in (None, work) and not self.reached.is_set():
            self.reached.set()
            await self.opened.wait()
        return await self._run(work, *arguments)


def gate(patch: pytest.MonkeyPatch, kind: Callable[..., Any] | None = None) -> Gate:
    placed = Gate(kind)
    patch.setattr(compiler_process, "run", placed.run)
    return placed


@pytest.fixture
async def app(settings: Settings, wall: Wall) -> AsyncIterator[FastAPI]:
    """With one connection in all."""
    storage = Storage(open_store(settings.storage_url), public_url=ORIGIN, signing_key=settings.signing_key, clock=wall)
    async with open_database(settings.database_url, max_connections=1, pool_timeout_s=2.0) as pool:
        yield create_app(settings, pool, storage)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "validate"),
        ("POST", "publish"),
        ("POST", "duplicate"),
        ("GET", "versions/1.0.0/diff/1.0.1"),
        ("GET", "graph"),
    ],
)
async def test_others_are_answered_while_a_flow_compiles(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
) -> None:
    await desk.published()
    await desk.published(WORDING)
    bodies: dict[str, Any] = {
        "validate": {"source": {"entry": ENTRY, "files": {ENTRY: WORDING}}},
        "publish": desk.body(ADDITION),
        "duplicate": {"slug": "copy", "name": "Copy"},
    }
    placed = gate(monkeypatch)
    slow = asyncio.create_task(desk.account.send(method, f"/flows/{desk.id}/{path}", json=bodies.get(path)))
    await placed.reached.wait()
    other = await desk.account.get("/flows")
    assert other.status_code == 200, other.text
    assert not slow.done()
    placed.opened.set()
    answer = await slow
    assert answer.is_success, answer.text


@pytest.mark.parametrize(
    ("waits_for", "method", "path", "arguments"),
    [
        ("reading_url", "GET", "/calls/call_1/recording", {}),
        ("delete", "DELETE", "/calls/call_1/recording", {}),
        ("delete", "POST", "/contacts/import", {"json": [{"firstName": "Ana"}]}),
        ("save", "POST", "/contacts/import", {"json": [{"firstName": "Ana"}]}),
    ],
)
async def test_others_are_answered_while_the_store_of_files_hangs(
    past: Past,  # noqa: F811
    files_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    waits_for: str,
    method: str,
    path: str,
    arguments: dict[str, Any],
) -> None:
    (files_folder / "call_1.wav").write_bytes(b"RIFF")
    await past.call("call_1", recording_key="call_1.wav")
    storage = past.account.app.state.storage
    reached, opened, real = asyncio.Event(), asyncio.Event(), getattr(storage, waits_for)

    async def hangs(*given: Any, **named: Any) -> Any:
        reached.set()
        await opened.wait()
        return await real(*given, **named)

    monkeypatch.setattr(storage, waits_for, hangs)
    slow = asyncio.create_task(past.account.send(method, path, **arguments))
    await reached.wait()
    other = await past.account.get("/calls/call_1")
    assert other.status_code == 200, other.text
    assert not slow.done()
    opened.set()
    answer = await slow
    assert answer.is_success, answer.text


async def test_others_are_answered_while_an_import_is_read(
    past: Past,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    storage = past.account.app.state.storage
    reached, opened, read = threading.Event(), threading.Event(), storage.read

    def hangs(key: str) -> Iterator[bytes]:
        reached.set()
        assert opened.wait(60)
        yield from read(key)

    monkeypatch.setattr(storage, "read", hangs)
    headers = {"Idempotency-Key": "one"}
    slow = asyncio.create_task(past.account.post("/contacts/import", [{"firstName": "Ana"}], headers=headers))
    await asyncio.to_thread(reached.wait, 60)
    other = await past.account.get("/contacts")
    assert other.status_code == 200, other.text
    assert not slow.done()
    opened.set()
    answer = await slow
    assert (answer.status_code, answer.json()["created"]) == (200, 1)
    again = await past.account.post("/contacts/import", [{"firstName": "Ana"}], headers=headers)
    assert (again.status_code, again.headers["Idempotency-Replayed"], again.json()) == (200, "true", answer.json())


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        # Beside 1.0.0 it is a small addition; beside 2.0.0 its outcome is another.
        ({}, 201, {"version": "3.0.0"}),
        ({"expectedVersion": "1.0.0"}, 409, {"code": "flow_version_conflict", "meta": {"version": "2.0.0"}}),
    ],
)
async def test_what_another_publishes_meanwhile_counts(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    more: dict[str, str],
    status: int,
    said: dict[str, Any],
) -> None:
    await desk.published()
    placed = gate(monkeypatch, compare_artifacts)
    slow = asyncio.create_task(desk.publish(ADDITION, **more))
    await placed.reached.wait()
    assert await desk.published(BREAKING) == "2.0.0"
    placed.opened.set()
    answer = await slow
    assert answer.status_code == status
    assert {name: answer.json()[name] for name in said} == said


async def test_an_archived_flow_is_not_published_by_who_began_before(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    placed = gate(monkeypatch)
    slow = asyncio.create_task(desk.publish())
    await placed.reached.wait()
    assert (await desk.account.post(f"/flows/{desk.id}/archive")).status_code == 200
    placed.opened.set()
    assert (await slow).json()["code"] == "flow_archived"


async def test_a_repeated_key_is_answered_without_compiling(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    placed = gate(monkeypatch)
    placed.opened.set()
    path, body, once = f"/flows/{desk.id}/publish", desk.body(), {"Idempotency-Key": "deploy-1"}
    answers = await asyncio.gather(*(desk.account.post(path, body, headers=once) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    works = len(placed.works)
    again = await desk.account.post(path, body, headers=once)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.json() == answers[0].json()
    assert len(placed.works) == works


async def test_work_that_fails_is_counted_and_may_be_tried_again(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (key,) = (await desk.account.get("/api-keys")).json()["apiKeys"]

    async def errors() -> int:
        usage = (await desk.account.get(f"/api-keys/{key['id']}/usage")).json()
        return sum(day["errors"] for day in usage["days"])

    async def busy(*_: Any) -> None:
        raise Unavailable("compiler_busy", "Too many.", meta={"retryAfterSecs": 5})

    path, body, once = f"/flows/{desk.id}/publish", desk.body(), {"Idempotency-Key": "deploy-1"}
    before = await errors()
    with monkeypatch.context() as patch:
        patch.setattr(compiler_process, "run", busy)
        refused = await desk.account.post(path, body, headers=once)
    assert (refused.status_code, refused.json()["code"]) == (503, "compiler_busy")
    assert await errors() == before + 1
    assert (await desk.account.post(path, body, headers=once)).status_code == 201


async def test_equal_work_is_done_once_and_other_work_again() -> None:
    aside, done = Aside(), []

    async def work(number: int) -> int:
        done.append(number)
        return number * 2

    async def answer(numbers: list[int]) -> list[int]:
        while True:
            try:
                return [aside.result(("double", number), lambda number=number: work(number)) for number in numbers]
            except Outstanding:
                await aside.work()

    assert await answer([1, 2, 1]) == [2, 4, 2]
    assert await answer([2, 3]) == [4, 6]
    assert done == [1, 2, 3]


async def test_who_is_overtaken_for_ever_is_sent_away() -> None:
    aside = Aside()

    async def work() -> None:
        return None

    for number in range(11):
        with pytest.raises(Outstanding):
            aside.result((number,), work)
        if number < 10:
            await aside.work()
    with pytest.raises(Unavailable, match="keeps changing"):
        await aside.work()
