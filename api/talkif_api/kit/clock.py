"""The API's only source of time. Times in rows are the database's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

#: Seconds; what they count from is the clock's own affair.
Clock: TypeAlias = Callable[[], float]


def unix_s() -> float:
    """Seconds since 1970, for moments that other programs read."""
    return time.time()


def monotonic_s() -> float:
    """Seconds that never go back, for durations."""
    return time.perf_counter()
