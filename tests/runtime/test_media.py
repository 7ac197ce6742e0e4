"""One media connection, with a switchboard that does as it is told."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from picows import WSMsgType

from talkif_runtime.media import MAX_EARLY_FRAMES, MAX_EARLY_KEYS, MediaStream
from talkif_runtime.store import NotRunnable
from talkif_runtime.wire import twilio
from talkif_schemas.events import AnswerDetected, DtmfPressed, Input


class Transport:
    """What the listener does to the carrier's socket."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    def send_close(self, code: Any) -> None:
        self.closed.set()

    def disconnect(self) -> None:
        self.closed.set()


class Frame:
    msg_type = WSMsgType.TEXT
    fin = True

    def __init__(self, message: bytes) -> None:
        self._message = message

    def get_payload_as_bytes(self) -> bytes:
        return self._message


class Board:
    """A switchboard whose preparation ends when and as the test says, and the call that it runs."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.prepared = asyncio.Event()
        self.heard: list[tuple[bytes, int | None]] = []
        self.first: tuple[Input, ...] = ()

    async def prepare(self, _stored: Any, _carrier: Any) -> Any:
        if self.error is not None:
            raise self.error
        await self.prepared.wait()
        return self, (AnswerDetected(at_ms=0, answered_by="human"),)

    async def run(self, _stored: Any, _call: Any, first: tuple[Input, ...]) -> None:
        self.first = first

    def at_ms(self) -> int:
        return 7

    def hear(self, audio: bytes, timestamp_ms: int | None) -> None:
        self.heard.append((audio, timestamp_ms))


def connected(board: Any) -> tuple[MediaStream, Transport, list[asyncio.Task[None]]]:
    tasks: list[asyncio.Task[None]] = []

    async def claim(_carrier_call_id: str) -> Any:
        return SimpleNamespace(call_id="call_1", account_id="account_1")

    stream, transport = MediaStream(claim, board, lambda work: tasks.append(asyncio.ensure_future(work))), Transport()
    given: Any = transport
    stream.on_ws_connected(given)
    receive(stream, twilio.CarrierWriter("MZ1", "AC1", "CA1").start({}))
    return stream, transport, tasks


def receive(stream: MediaStream, message: bytes) -> None:
    frame: Any = Frame(message)
    transport: Any = None
    stream.on_ws_frame(transport, frame)


@pytest.mark.parametrize("error", [NotRunnable("unsigned"), RuntimeError("a defect of ours")])
async def test_a_call_that_cannot_start_leaves_nobody_on_a_mute_line(error: Exception) -> None:
    _, transport, tasks = connected(Board(error))
    await asyncio.wait(tasks)
    assert transport.closed.is_set()
    assert tasks[0].exception() is (None if isinstance(error, NotRunnable) else error), "a defect is told"


async def test_what_comes_while_the_call_is_prepared_is_heard_once_it_begins() -> None:
    board, carrier = Board(), twilio.CarrierWriter("MZ1", "AC1", "CA1")
    stream, _, tasks = connected(board)
    for _ in range(MAX_EARLY_FRAMES + 1):
        receive(stream, carrier.media(bytes(160)))
    for digit in ("A", "4", *["#"] * MAX_EARLY_KEYS):
        receive(stream, carrier.dtmf(digit))
    board.prepared.set()
    await asyncio.gather(*tasks)
    assert len(board.heard) == MAX_EARLY_FRAMES
    answered, *keys = board.first
    assert isinstance(answered, AnswerDetected)
    assert keys == [DtmfPressed(at_ms=7, digit=digit) for digit in ("4", *["#"] * (MAX_EARLY_KEYS - 1))]
