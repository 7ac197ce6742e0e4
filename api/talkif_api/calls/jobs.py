"""Durable jobs of calls. The names of the first two stand in the trigger `follow_call`, too."""

from __future__ import annotations

from typing import Final

from ..kit.jobs import Periodic, Task
from .analyze import ANALYZE, MAX_ATTEMPTS, analyze
from .follow_up import follow_up, tell_start
from .retention import retain

TASKS: Final = (
    Task("calls.started", tell_start),
    Task("calls.follow_up", follow_up),
    Task(ANALYZE, analyze, attempts=MAX_ATTEMPTS),
)
PERIODIC: Final = (Periodic("calls.retain", "37 * * * *", retain),)
