"""The programs that calls run, loaded from their artifacts once per process."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from talkif_schemas.conditions import ConditionSyntaxError
from talkif_schemas.ids import AccountId
from talkif_schemas.signature import is_signed

from .bindings import Bindings
from .dialogue.program import Program
from .store import NotRunnable, Store

_log = logging.getLogger(__name__)

_MAX_PROGRAMS: Final = 500


class Programs:
    def __init__(self, store: Store, bindings: Bindings, trusted_keys: tuple[Ed25519PublicKey, ...]) -> None:
        """`trusted_keys`: only artifacts that one of them has signed are run. None: all are."""
        self._store = store
        self._bindings = bindings
        self._trusted_keys = trusted_keys
        self._programs: OrderedDict[str, Program] = OrderedDict()

    async def load(self, account_id: AccountId, digest: str) -> Program:
        """Raises NotRunnable and OUTAGES."""
        key = f"{account_id}/{digest}"
        program = self._programs.get(key)
        if program is None:
            program = self._programs[key] = await self._load(account_id, digest)
            while len(self._programs) > _MAX_PROGRAMS:
                self._programs.popitem(last=False)
        self._programs.move_to_end(key)
        return program

    async def _load(self, account_id: AccountId, digest: str) -> Program:
        artifact = await self._store.artifact(account_id, digest)
        if self._trusted_keys:
            signatures = await self._store.signatures(account_id, digest)
            if not is_signed(digest, signatures, self._trusted_keys):
                raise NotRunnable(f"{digest} is not signed by a key of TALKIF_TRUSTED_KEYS")
        try:
            program = await asyncio.to_thread(Program, artifact, digest)
        except ConditionSyntaxError as error:
            raise NotRunnable(f"{digest} was not made by a compiler that checks: {error}") from error
        for kind, name in self._bindings.missing(artifact):
            _log.warning("flow %s needs the %s %s, which is not bound here", artifact.flow, kind, name)
        return program
