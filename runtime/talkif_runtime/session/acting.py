"""One act outside of the call: on record before it happens, so that a killed process neither repeats nor loses it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from talkif_runtime.dialogue.commands import SendRequest, SendText
from talkif_runtime.tool_client import ToolResult
from talkif_schemas.events import ToolFinished
from talkif_schemas.ids import CallId

from .equipment import Equipment

#: How long the caller waits in silence for a database that does not answer.
_ON_RECORD_S: Final = 3.0

_log = logging.getLogger(__name__)


async def act(
    command: SendRequest | SendText, call_id: CallId, equipment: Equipment, *, now_ms: Callable[[], int]
) -> ToolFinished:
    """Never raises for what the other side or the database does. Cancelling this gives up on the answer."""
    asked_ms = now_ms()
    try:
        async with asyncio.timeout(_ON_RECORD_S):
            await equipment.recorder.flush()
    except TimeoutError:
        _log.error("a request was not made, because it could not be put on record")
        result = ToolResult("failure", None, "the database does not answer")
    else:
        result = await equipment.outside.send(call_id, command)
    return ToolFinished(
        at_ms=now_ms(),
        request=command.request,
        status=result.status,
        result=result.result,
        error=result.error,
        took_ms=now_ms() - asked_ms,
    )
