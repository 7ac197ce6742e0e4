"""Orders from outside to calls that run here, as the API writes them down: so far, to end.

PostgreSQL tells of an order when it is committed. What is told while nobody listens is found by asking for the orders
of the calls that run, which is done after connecting and every few seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from psycopg import AsyncConnection, OperationalError

from talkif_schemas.ids import CallId

CHANNEL: Final = "call_orders"
_CONNECT_TIMEOUT_S: Final = 5
#: Between questions, and between attempts to connect.
_ASK_S: Final = 10.0
_RETRY_S: Final = 1.0

_log = logging.getLogger(__name__)


async def obey(
    dsn: str, running: Callable[[], Iterable[CallId]], end: Callable[[CallId], None], ask_s: float = _ASK_S
) -> None:
    """Until cancelled. `running`: the calls of this process. `end` is called for each order that comes, also of other
    processes, and more than once; it knows which calls are its own.
    """
    while True:
        try:
            async with await AsyncConnection.connect(
                dsn, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S, application_name="talkif-runtime-orders"
            ) as connection:
                await connection.execute("SET ROLE talkif_app")
                await connection.execute(f"LISTEN {CHANNEL}")
                while True:
                    cursor = await connection.execute("SELECT ordered_to_end(%s) AS call_id", (list(running()),))
                    for (call_id,) in await cursor.fetchall():
                        end(CallId(call_id))
                    async for order in connection.notifies(timeout=ask_s):
                        end(CallId(order.payload))
        except OperationalError as error:
            _log.warning("orders to calls wait: %s", error)
            await asyncio.sleep(_RETRY_S)
