"""The Idempotency-Key header: a POST that is sent twice acts once and is answered twice with the same answer.

The key is written in the transaction of the act, so both are there or neither. A second request that comes while the
first one runs waits for it. Where the act needs work that is done without a transaction, the key is written before
that, too, and taken back if the work or the act fails. Failures are not kept: sending the request again tries again.
Keys are forgotten after a day.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from psycopg.types.json import Jsonb

from talkif_schemas.errors import Conflict, FieldError, Invalid, Unavailable
from talkif_schemas.ids import AccountId

from .aside import Outstanding
from .db import Connection, Database

HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotency-Replayed"
#: Blanks at the ends of a header are not part of its value, so there are none at all.
_FORM: Final = re.compile(r"[!-~]{1,255}")
_FORGET_AT_ONCE: Final = 100
#: Longer than work takes. Whoever has held a key for longer is taken for dead.
_HELD_AT_MOST_S: Final = 120.0
_LOOK_EVERY_S: Final = 0.25
_LOOKS: Final = math.ceil(_HELD_AT_MOST_S / _LOOK_EVERY_S) + 2


class Once:
    """One request, which may have a key. A request without one is answered as it is, and so is one that only `reads`:
    what was true when it came first may not be true now."""

    def __init__(self, request: Request, *, reads: bool) -> None:
        self._request = request
        self._account_id = AccountId(request.path_params["accountId"])
        self._key = request.headers.get(HEADER) if request.method == "POST" and not reads else None
        self._request_hash = b""
        self._held_since: datetime | None = None

    async def answer(
        self,
        connection: Connection,
        answer: Callable[[], Awaitable[Response]],
        *,
        content: bytes,
        shown_once: Collection[str] = (),
    ) -> Response:
        """Answer, or repeat the answer that the key already got.

        `content`: the body, or the SHA-256 of an upload. `shown_once` names fields of the answer that are not kept: a
        repeated answer has null in them. Raises Invalid for a key of another form, Conflict when the key came with
        another request before, and Outstanding while another request works on the same.
        """
        if self._key is None:
            return await answer()
        if _FORM.fullmatch(self._key) is None:
            problem = FieldError(HEADER, "invalid_format", "1 to 255 visible ASCII characters expected")
            raise Invalid("validation_failed", "The Idempotency-Key is not valid.", fields=(problem,))
        url = self._request.url
        self._request_hash = hashlib.sha256(f"{url.path}?{url.query}\n".encode() + content).digest()
        if not await self._claim(connection):
            return await self._repeat(connection)
        response = await answer()
        await self._keep(connection, response, shown_once)
        return response

    async def hold(self, database: Database) -> bool:
        """Before work that is done without a transaction. False: another request has done all of it meanwhile.

        Raises Unavailable when others take too long over it.
        """
        if self._key is None or self._held_since is not None:
            return True
        for _ in range(_LOOKS):
            async with database.transaction(self._account_id) as connection:
                self._held_since = await self._reserve(connection)
                if self._held_since is not None:
                    return True
                if await self._is_answered(connection):
                    return False
            await asyncio.sleep(_LOOK_EVERY_S)
        raise Unavailable("unavailable", "Another request with this Idempotency-Key is not done yet. Try again.")

    @asynccontextmanager
    async def released_on_failure(self, database: Database) -> AsyncIterator[None]:
        """Gives up what `hold` has taken, so that the request can be sent again at once."""
        try:
            yield
        except BaseException:
            if self._held_since is not None:
                async with database.transaction(self._account_id) as connection:
                    await connection.execute(
                        """
                        DELETE FROM idempotency_keys
                        WHERE account_id = %s AND key = %s AND status IS NULL AND created_at = %s
                        """,
                        (self._account_id, self._key, self._held_since),
                    )
            raise

    async def _claim(self, connection: Connection) -> bool:
        """Until the transaction ends."""
        if self._held_since is not None:
            cursor = await connection.execute(
                """
                SELECT FROM idempotency_keys
                WHERE account_id = %s AND key = %s AND status IS NULL AND created_at = %s FOR UPDATE
                """,
                (self._account_id, self._key, self._held_since),
            )
            if cursor.rowcount == 1:
                return True
            self._held_since = None
        await connection.execute(
            """
            DELETE FROM idempotency_keys WHERE (account_id, key) IN (
              SELECT account_id, key FROM idempotency_keys
              WHERE account_id = %s AND created_at < now() - interval '1 day'
              LIMIT %s FOR UPDATE SKIP LOCKED)
            """,
            (self._account_id, _FORGET_AT_ONCE),
        )
        cursor = await connection.execute(
            """
            INSERT INTO idempotency_keys (account_id, key, request_hash) VALUES (%s, %s, %s)
            ON CONFLICT (account_id, key) DO NOTHING
            """,
            (self._account_id, self._key, self._request_hash),
        )
        return cursor.rowcount == 1

    async def _reserve(self, connection: Connection) -> datetime | None:
        """Since when the key is ours; None: it is another's. One that was held for too long is taken over."""
        cursor = await connection.execute(
            """
            INSERT INTO idempotency_keys AS k (account_id, key, request_hash) VALUES (%s, %s, %s)
            ON CONFLICT (account_id, key) DO UPDATE SET created_at = now()
              WHERE k.status IS NULL AND k.created_at < now() - make_interval(secs => %s)
            RETURNING created_at
            """,
            (self._account_id, self._key, self._request_hash, _HELD_AT_MOST_S),
        )
        row = await cursor.fetchone()
        return row["created_at"] if row is not None else None

    async def _is_answered(self, connection: Connection) -> bool:
        cursor = await connection.execute(
            "SELECT FROM idempotency_keys WHERE account_id = %s AND key = %s AND status IS NOT NULL",
            (self._account_id, self._key),
        )
        return cursor.rowcount == 1

    async def _repeat(self, connection: Connection) -> Response:
        cursor = await connection.execute(
            "SELECT request_hash, status, response FROM idempotency_keys WHERE account_id = %s AND key = %s",
            (self._account_id, self._key),
        )
        row = await cursor.fetchone()
        if row is None or bytes(row["request_hash"]) != self._request_hash:
            raise Conflict("idempotency_key_reused", "The Idempotency-Key was used before with another request.")
        if row["status"] is None:
            raise Outstanding
        headers = {REPLAYED_HEADER: "true"}
        if row["response"] is None:
            return Response(status_code=row["status"], headers=headers)
        return JSONResponse(row["response"], status_code=row["status"], headers=headers)

    async def _keep(self, connection: Connection, response: Response, shown_once: Collection[str]) -> None:
        body: dict[str, Any] | None = json.loads(bytes(response.body)) if response.body else None
        if body is not None:
            body |= dict.fromkeys(shown_once)
        await connection.execute(
            "UPDATE idempotency_keys SET status = %s, response = %s WHERE account_id = %s AND key = %s",
            (response.status_code, None if body is None else Jsonb(body), self._account_id, self._key),
        )
