"""Lists those who asked on a call not to be called any more."""

from __future__ import annotations

import logging

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.dnc import MAX_NOTE_CHARS

from ..kit import audit
from ..kit.db import Connection
from ..kit.phone_number import e164
from . import listing, store
from .rows import Row

_log = logging.getLogger(__name__)


async def add_opt_outs_of_call(connection: Connection, account_id: AccountId, call_id: str) -> int:
    """How many numbers are new on the list. Once they are listed, calling it again changes nothing.

    Callers who hide their number cannot be listed.
    """
    added = 0
    for number, reason in await store.opt_outs(connection, account_id, call_id):
        stored = e164(number)
        if stored is None:
            _log.warning("an opt-out on call %s cannot be listed: the caller's number is unknown", call_id)
            continue
        row = Row(stored, "opt_out_on_call", reason[:MAX_NOTE_CHARS], None)
        entry, is_new = await listing.add(connection, account_id, row, "call", call_id)
        if is_new:
            actor = f"call:{call_id}"
            await audit.note(connection, account_id, actor, action="addDncEntry", resource="dnc", target=entry.id)
        added += is_new
    return added
