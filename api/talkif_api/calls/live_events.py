"""The journal of a call as it is written: server-sent events, one for each entry.

https://html.spec.whatwg.org/multipage/server-sent-events.html. The id of an event is the entry's number, so a client
that comes back with Last-Event-ID goes on where it was. A stream holds no connection to the database: it takes one for
a moment, again and again. It ends with the call, when its key may not read calls any more, when the process stops, and
after an hour; in all but the first case the client comes back with its key.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

import orjson
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from talkif_schemas.errors import FieldError, Invalid, TooMany, Unavailable
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.call_events import CallEvent

from ..kit.auth import Principal, still_opens
from ..kit.clock import monotonic_s
from ..kit.db import Database
from . import store

MEDIA_TYPE: Final = "text/event-stream"
#: JSON Schema of what is streamed.
STREAM: Final = {
    "type": "string",
    "description": "Server-sent events. `id` is the `seq` of an entry, `event` its `name`, `data` the whole entry, a "
    "CallEvent in JSON. After the last entry of a call that is over comes `end`.",
}
#: Of all streams of one process, and of those of one account.
MAX_STREAMS: Final = 200
MAX_STREAMS_OF_ACCOUNT: Final = 20
_LAST_ID: Final = "Last-Event-ID"
_RETRY_S: Final = 5
_LONGEST_S: Final = 3_600.0
#: Proxies close what is silent for longer; browsers want to know that the server is there.
_HEARTBEAT_S: Final = 15.0
#: Between looks at the key.
_KEY_S: Final = 15.0


@dataclass(slots=True)
class Streams:
    """How many there are of each account. One per process."""

    poll_s: float = 0.5
    """Between looks for new entries; the runtime writes five times a second."""
    open: Counter[AccountId] = field(default_factory=Counter)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def stop(self) -> None:
        """Ends all that there are, and soon all that are asked for."""
        self._stopping.set()

    async def pause(self) -> bool:
        """False: the process stops."""
        try:
            async with asyncio.timeout(self.poll_s):
                await self._stopping.wait()
        except TimeoutError:
            return True
        return False


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
    """Raises TooMany when the process or the account has as many as it may."""

    def __init__(self, streams: Streams, database: Database, principal: Principal, call_id: str, after: int) -> None:
        self._streams = streams
        self._account_id = principal.account_id
        if streams.open[self._account_id] >= MAX_STREAMS_OF_ACCOUNT or streams.open.total() >= MAX_STREAMS:
            raise TooMany(
                "too_many_streams", "Too many streams are open. Try again.", meta={"retryAfterSecs": _RETRY_S}
            )
        super().__init__(
            _pieces(streams, database, principal, call_id, after),
            media_type=MEDIA_TYPE,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.open[self._account_id] += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.open[self._account_id] -= 1
            self._streams.open += Counter()  # Forgets accounts that have none.


async def _pieces(
    streams: Streams, database: Database, principal: Principal, call_id: str, after: int
) -> AsyncIterator[bytes]:
    account_id = principal.account_id
    checked_at = silent_since = monotonic_s()
    ends_at = checked_at + _LONGEST_S
    yield b"retry: 1000\n\n"
    while monotonic_s() < ends_at:
        try:
            async with database.transaction(account_id) as tx:
                if monotonic_s() - checked_at >= _KEY_S:
                    if not await still_opens(tx, principal, "calls", "read"):
                        return  # The client comes back, and is told then.
                    checked_at = monotonic_s()
                is_over = await store.is_over(tx, account_id, call_id)
                events = await store.events_after(tx, account_id, call_id, after)
        except Unavailable:
            return
        for event in events:
            yield _message(event)
            after, silent_since = event.root.seq, monotonic_s()
        if is_over and not events:
            yield b"event: end\ndata: {}\n\n"
            return
        if not events:
            if monotonic_s() - silent_since >= _HEARTBEAT_S:
                yield b":\n\n"
                silent_since = monotonic_s()
            if not await streams.pause():
                yield b": This server stops. Come back with Last-Event-ID.\n\n"
                return


def _message(event: CallEvent) -> bytes:
    data = orjson.dumps(event.model_dump(mode="json", by_alias=True))
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.root.seq, event.root.name.encode(), data)
