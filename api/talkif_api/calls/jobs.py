"""Durable jobs of calls. The names of the first two stand in the trigger `follow_call`, too."""

from __future__ import annotations

from typing import Final

from ..kit.jobs import Task
from .analyze import ANALYZE, MAX_ATTEMPTS, analyze
from .follow_up import follow_up, tell_start

TASKS: Final = (
    Task("calls.started", tell_start),
    Task("calls.follow_up", follow_up),
    Task(ANALYZE, analyze, attempts=MAX_ATTEMPTS),
)
