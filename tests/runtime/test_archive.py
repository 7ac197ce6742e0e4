"""Recordings reach the object store, if not at once."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from obstore.exceptions import GenericError
from psycopg import OperationalError

from talkif_runtime.archive import Archive
from talkif_runtime.session.recording import Recording, wav_duration_ms
from tests.runtime.phone import virtual_time

CALL: Any = SimpleNamespace(call_id="call_1", account_id="account_1")
KEY = "account_1/call_1.wav"


class Shelf:
    """Object store and database in one. Each fails as often as it is told to."""

    def __init__(self, *, full: int = 0, away: int = 0) -> None:
        self.full, self.away = full, away
        self.files: dict[str, bytes] = {}
        self.row: tuple[str, int] | None = None

    async def put_async(self, key: str, data: bytes) -> None:
        if self.full:
            self.full -= 1
            raise GenericError("the disk is full")
        self.files[key] = data

    async def get_async(self, key: str) -> Any:
        async def read() -> bytes:
            return self.files[key]

        return SimpleNamespace(bytes_async=read)

    async def recording_key(self, *_: str) -> str | None:
        return self.row[0] if self.row is not None else None

    async def attach_recording(self, _call: str, _account: str, key: str, duration_ms: int) -> None:
        if self.away:
            self.away -= 1
            raise OperationalError("gone")
        self.row = key, duration_ms


def kept(shelf: Any) -> None:
    """A second of the caller, kept on a clock that jumps. WAV files are made without a thread: it would not wait."""
    recording = Recording()
    recording.heard(bytes(8_000))
    virtual_time.run(Archive(shelf, shelf).keep(CALL, recording))


@pytest.fixture(autouse=True)
def _no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    async def here(work: Any, *given: Any) -> Any:
        return work(*given)

    monkeypatch.setattr(asyncio, "to_thread", here)


@pytest.mark.parametrize("outage", [{"full": 3}, {"away": 3}])
def test_a_store_that_is_away_is_waited_for(outage: dict[str, int]) -> None:
    shelf = Shelf(**outage)
    kept(shelf)
    assert shelf.row == (KEY, 1_000)


def test_a_connection_is_added_to_the_earlier_one_once() -> None:
    shelf = Shelf()
    kept(shelf)
    shelf.away = 2
    kept(shelf)
    assert shelf.row == (KEY, 2_000)
    assert wav_duration_ms(shelf.files[KEY]) == 2_000


def test_a_recording_that_is_lost_is_told(caplog: pytest.LogCaptureFixture) -> None:
    kept(Shelf(full=100))
    assert caplog.records[-1].getMessage() == "the recording of call_1 is lost: the disk is full"
