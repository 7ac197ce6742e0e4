"""Recordings of calls on their way to the object store."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from .session.recording import Recording, joined, wav_duration_ms
from .store import OUTAGES, Store, StoredCall

#: Between attempts. The process keeps the recording in memory meanwhile.
_PAUSES_S: Final = (1.0, 10.0, 60.0)

_log = logging.getLogger(__name__)


class Archive:
    def __init__(self, storage: ObjectStore, store: Store) -> None:
        self._storage = storage
        self._store = store

    async def keep(self, call: StoredCall, recording: Recording) -> None:
        """Tries again while the object store or the database is away. A recording that is lost is told in the log."""
        data, whole = await asyncio.to_thread(recording.wav), None
        for pause_s in (*_PAUSES_S, None):
            try:
                # Once: what is stored after an attempt that failed halfway has the new part in it.
                whole = whole or await self._whole(call, data)
                key = f"{call.account_id}/{call.call_id}.wav"
                await self._storage.put_async(key, whole)
                await self._store.attach_recording(call.call_id, call.account_id, key, wav_duration_ms(whole))
                return
            except (*OUTAGES, BaseError, OSError) as error:
                if pause_s is None:
                    _log.error("the recording of %s is lost: %s", call.call_id, error)
                    return
                _log.warning("the recording of %s waits: %s", call.call_id, error)
                await asyncio.sleep(pause_s)

    async def _whole(self, call: StoredCall, data: bytes) -> bytes:
        """One file for the whole call: a connection after a failed transfer is added to the end."""
        before = await self._store.recording_key(call.call_id, call.account_id)
        if before is None:
            return data
        earlier = bytes(await (await self._storage.get_async(before)).bytes_async())
        return await asyncio.to_thread(joined, earlier, data)
