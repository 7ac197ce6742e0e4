"""Looks for calls whose process died, after the start and every few seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from .store import OUTAGES

LOOK_EVERY_S: Final = 10.0

_log = logging.getLogger(__name__)


async def keep_recovering(recover: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled. Waits for a database that is away."""
    while True:
        try:
            await recover()
        except OUTAGES as error:
            _log.warning("calls whose process died wait: %s", error)
        await asyncio.sleep(LOOK_EVERY_S)
