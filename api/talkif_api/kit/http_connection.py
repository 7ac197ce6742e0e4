"""HTTP connections of clients: those whose request was answered before it was whole end, too.

The server below lets them be for as long as something comes now and then, and once they fall silent after it. Who has
sent the whole request meanwhile may go on. Nobody is cut off at once, which would take the answer from who still sends.
RFC 9112, section 9.6.
"""

from __future__ import annotations

from asyncio import TimerHandle
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: How long the rest of the request may take. It is read and thrown away.
LINGER_S: Final = 10.0


class HttpConnection(H11Protocol):
    """What uvicorn makes of each connection."""

    _ends: TimerHandle | None = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.our_state is h11.DONE and self.conn.their_state is h11.SEND_BODY:
            self._ends = self.loop.call_later(LINGER_S, self.timeout_keep_alive_handler)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._ends is None or self.conn.our_state is h11.DONE:
            return
        self._ends.cancel()
        self._ends = None
        if self.conn.our_state is h11.IDLE:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
