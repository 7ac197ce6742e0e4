"""The timers of one call, by name. Quiet timers count from when the caller was last audible."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Timers:
    """`fired(name)` is called once for each start that is not stopped. `quiet_ms()`: since the caller was audible."""

    def __init__(self, fired: Callable[[str], None], quiet_ms: Callable[[], float]) -> None:
        self._fired = fired
        self._quiet_ms = quiet_ms
        self._handles: dict[str, asyncio.TimerHandle] = {}

    def start(self, name: str, after_ms: int, *, quiet: bool) -> None:
        self.stop(name)
        self._arm(name, after_ms, after_ms if quiet else 0)

    def _arm(self, name: str, delay_ms: float, needed_quiet_ms: int) -> None:
        loop = asyncio.get_running_loop()
        self._handles[name] = loop.call_later(delay_ms / 1000, self._due, name, needed_quiet_ms)

    def _due(self, name: str, needed_quiet_ms: int) -> None:
        missing_ms = needed_quiet_ms - self._quiet_ms()
        if missing_ms > 0:
            self._arm(name, missing_ms + 1, needed_quiet_ms)
            return
        del self._handles[name]
        self._fired(name)

    def stop(self, name: str) -> None:
        handle = self._handles.pop(name, None)
        if handle is not None:
            handle.cancel()

    def stop_all(self) -> None:
        for name in list(self._handles):
            self.stop(name)
