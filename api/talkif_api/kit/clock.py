"""The time, for the few decisions that the database does not make with its own clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def elapsed_s() -> float:
    """Seconds since an arbitrary moment, for measuring durations."""
    return time.perf_counter()
