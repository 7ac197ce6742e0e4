"""The caller's audio on its way to the recogniser: one callback, no task, no queue but the one below.

While the caller is audible, and for HANGOVER_MS after, every frame goes on at once; in silence, where nobody waits for
it, BATCH_MS go together: one frame of delay where it counts, a fifth of the messages where it does not.
"""

from __future__ import annotations

from collections.abc import Callable

from talkif_runtime.providers.contract import SttStream
from talkif_runtime.wire import g711

from .arrivals import Arrivals

BATCH_MS = 100
HANGOVER_MS = 400
#: Audio kept while the recogniser's connection is being opened; older audio is dropped, because an answer that comes
#: seconds late is worse than one that asks again.
PENDING_MS = 5_000


class Listener:
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._stream: SttStream | None = None
        self._pending = bytearray()
        self.arrivals = Arrivals()
        self.last_audible_at = now()

    def quiet_ms(self) -> float:
        """How long the caller has been inaudible."""
        return (self._now() - self.last_audible_at) * 1000

    def attach(self, stream: SttStream | None) -> None:
        """Send to this recogniser from now on, first what has been waiting."""
        self._stream = stream
        if stream is not None and self._pending:
            self._flush(stream)

    def hear(self, audio: bytes, timestamp_ms: int | None = None) -> None:
        """One frame of the caller, mu-law, and where in the stream it belongs."""
        now = self._now()
        self.arrivals.arrived(now, len(audio) / g711.BYTES_PER_MS, timestamp_ms)
        if g711.is_loud(audio):
            self.last_audible_at = now
        self._pending += audio
        stream = self._stream
        if stream is None:
            excess = len(self._pending) - PENDING_MS * g711.BYTES_PER_MS
            if excess > 0:
                del self._pending[:excess]
        elif now - self.last_audible_at < HANGOVER_MS / 1000 or len(self._pending) >= BATCH_MS * g711.BYTES_PER_MS:
            self._flush(stream)

    def _flush(self, stream: SttStream) -> None:
        stream.send(bytes(self._pending))
        self._pending.clear()
