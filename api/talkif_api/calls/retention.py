"""Deletes for good what accounts do not want to keep any longer: recordings, what was said, deleted contacts, messages
to webhooks; and what is kept for fixed times: imports, usage of keys, addresses of clients. In batches, each a
transaction of its own; a run that is stopped goes on where it was in the next hour.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from talkif_schemas.errors import Unavailable
from talkif_schemas.ids import AccountId

from ..kit.jobs import Parts
from . import store

#: Function of the database -> rows at once. A call has hundreds of events.
_BATCHES: Final = {
    "forget_calls": 50,
    "forget_contacts": 1_000,
    "forget_webhook_messages": 1_000,
    "forget_idempotency_keys": 1_000,
    "forget_imports": 10,
    "forget_failed_addresses": 1_000,
    "forget_key_addresses": 1_000,
    "forget_key_days": 1_000,
}
_RECORDINGS: Final = 100

_log = logging.getLogger(__name__)


async def retain(parts: Parts) -> None:
    """Everything that is due now."""
    await _forget_recordings(parts)
    for function, at_most in _BATCHES.items():
        while await _forget(parts, function, at_most) == at_most:
            pass


async def _forget(parts: Parts, function: str, at_most: int) -> int:
    async with parts.database.connection() as connection:
        cursor = await connection.execute(f"SELECT {function}(%s) AS gone", (at_most,))
        row = await cursor.fetchone()
    assert row is not None
    return int(row["gone"])


async def _forget_recordings(parts: Parts) -> None:
    """The file first, then its key: what is stopped in between is deleted again, which does no harm."""
    last = ""
    while page := await _due(parts, last):
        for row in page:
            await _forget_recording(parts, AccountId(row["account_id"]), row["call_id"], row["recording_key"])
        last = page[-1]["call_id"]


async def _forget_recording(parts: Parts, account_id: AccountId, call_id: str, key: str) -> None:
    try:
        await parts.storage.delete(key)
    except Unavailable as error:
        _log.warning("the recording of %s is due and cannot be deleted now: %s", call_id, error)
        return
    async with parts.database.transaction(account_id) as tx:
        await store.forget_recording(tx, call_id)


async def _due(parts: Parts, last: str) -> list[dict[str, Any]]:
    async with parts.database.connection() as connection:
        cursor = await connection.execute("SELECT * FROM recordings_to_forget(%s, %s)", (last, _RECORDINGS))
        return await cursor.fetchall()
