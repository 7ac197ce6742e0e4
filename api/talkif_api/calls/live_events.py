"""The journal of a call as it is written: server-sent events, one for each entry.

https://html.spec.whatwg.org/multipage/server-sent-events.html. The id of an event is the entry's number, so a client
that comes back with Last-Event-ID goes on where it was. A stream holds no connection to the database: it takes one for
a moment, again and again. It ends with the call, and after an hour, when the client comes back with its key.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import orjson
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from talkif_schemas.errors import FieldError, Invalid, TooMany, Unavailable
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.calls import CallEvent

from ..kit.clock import monotonic_s
from ..kit.db import Database
from . import store

MEDIA_TYPE: Final = "text/event-stream"
#: Of all streams of one process.
MAX_STREAMS: Final = 200
_LAST_ID: Final = "Last-Event-ID"
_RETRY_S: Final = 5
_LONGEST_S: Final = 3_600.0
#: Proxies close what is silent for longer; browsers want to know that the server is there.
_HEARTBEAT_S: Final = 15.0


@dataclass(slots=True)
class Streams:
    """How many there are. One per process."""

    poll_s: float = 0.5
    """Between looks for new entries; the runtime writes five times a second."""
    open: int = 0


def wants_stream(request: Request) -> bool:
    """Whether the client asks for events rather than for a page of the list."""
    accepted = request.headers.get("Accept", "")
    return any(part.partition(";")[0].strip().lower() == MEDIA_TYPE for part in accepted.split(","))


def last_seen(request: Request) -> int:
    """The number after which the client wants to go on; -1: from the beginning. Raises Invalid."""
    text = request.headers.get(_LAST_ID, "").strip()
    if not text:
        return -1
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        problem = FieldError(_LAST_ID, "invalid_format", "The id of an event expected, such as 17")
        raise Invalid("validation_failed", "Request contains invalid fields", fields=(problem,))
    return int(text)


class LiveEvents(StreamingResponse):
    """Raises TooMany when the process has as many as it bears."""

    def __init__(self, streams: Streams, database: Database, account_id: AccountId, call_id: str, after: int) -> None:
        if streams.open >= MAX_STREAMS:
            raise TooMany(
                "too_many_streams", "Too many streams are open. Try again.", meta={"retryAfterSecs": _RETRY_S}
            )
        self._streams = streams
        pieces = _pieces(database, account_id, call_id, after, streams.poll_s)
        super().__init__(
            pieces, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.open += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.open -= 1


async def _pieces(
    database: Database, account_id: AccountId, call_id: str, after: int, poll_s: float
) -> AsyncIterator[bytes]:
    ends_at = monotonic_s() + _LONGEST_S
    silent_since = monotonic_s()
    yield b"retry: 1000\n\n"
    while monotonic_s() < ends_at:
        try:
            async with database.transaction(account_id) as tx:
                is_over = await store.is_over(tx, account_id, call_id)
                events = await store.events_after(tx, account_id, call_id, after)
        except Unavailable:
            return  # The client comes back, and is told then.
        for event in events:
            yield _message(event)
            after, silent_since = event.seq, monotonic_s()
        if is_over and not events:
            yield b"event: end\ndata: {}\n\n"
            return
        if not events:
            if monotonic_s() - silent_since >= _HEARTBEAT_S:
                yield b":\n\n"
                silent_since = monotonic_s()
            await asyncio.sleep(poll_s)


def _message(event: CallEvent) -> bytes:
    data = orjson.dumps(event.model_dump(mode="json", by_alias=True))
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.name.encode(), data)
