"""Puts one number on the list, or takes it off, and tells who wants to know."""

from __future__ import annotations

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.dnc import DncEntry, Source

from ..kit.db import Connection
from ..webhooks.outbox import announce
from . import store
from .rows import Row


async def add(
    connection: Connection, account_id: AccountId, row: Row, source: Source, call_id: str | None = None
) -> tuple[DncEntry, bool]:
    """The entry of the number, and whether it is new."""
    new = await store.insert(connection, account_id, [row], source, call_id)
    entry = (await store.listed(connection, account_id, [row.phone_number]))[row.phone_number]
    if new:
        await announce(connection, account_id, "dnc.added", entry.model_dump(mode="json", by_alias=True))
    return entry, bool(new)


async def remove(connection: Connection, account_id: AccountId, entry_id: str) -> None:
    """Raises NotFound."""
    entry = await store.delete(connection, account_id, entry_id)
    await announce(connection, account_id, "dnc.removed", entry.model_dump(mode="json", by_alias=True))
