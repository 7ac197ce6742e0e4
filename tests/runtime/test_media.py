"""One media connection, with a switchboard that does as it is told."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from picows import WSMsgType

from talkif_runtime.media import MediaStream
from talkif_runtime.store import NotRunnable
from talkif_runtime.wire import twilio


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
    """A switchboard whose preparation ends as the test says."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def prepare(self, _stored: Any, _carrier: Any) -> Any:
        raise self.error


def connected(board: Any) -> tuple[MediaStream, Transport, list[asyncio.Task[None]]]:
    tasks: list[asyncio.Task[None]] = []

    async def claim(_carrier_call_id: str) -> Any:
        return object()

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
