"""An event loop whose clock jumps to the next timer as soon as no socket has anything to say.

Both ends of a call must run in it, over loopback sockets and without threads; then a call of minutes takes moments, and
its timings are the same on every run.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

# The kernel may need a moment to hand loopback data over.
_GRACE_S = 0.001
_STUCK_S = 5.0


class _JumpingSelector(selectors.DefaultSelector):
    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            ready = super().select(_STUCK_S)
            if not ready:
                raise RuntimeError("the loop waits for something that no timer bounds")
            return ready
        ready = super().select(min(timeout, _GRACE_S))
        if not ready and timeout > 0:
            self.now_s += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s


def run(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)
