"""The time, as far as a command tells it."""

from __future__ import annotations

import time


def seconds() -> float:
    """From an unknown moment on."""
    return time.perf_counter()
