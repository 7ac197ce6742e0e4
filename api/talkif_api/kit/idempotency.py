"""The Idempotency-Key header: a POST that is sent twice acts once and is answered twice with the same answer.

The key is written in the transaction of the act, so both are there or neither. A second request that comes while the
first one runs waits for it. Failures are not kept: sending the request again tries again. Keys are forgotten after a
day.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from psycopg.types.json import Jsonb

from talkif_schemas.errors import Conflict, FieldError, Invalid
from talkif_schemas.ids import AccountId

from .db import Connection

HEADER: Final = "Idempotency-Key"
REPLAYED_HEADER: Final = "Idempotency-Replayed"
#: Blanks at the ends of a header are not part of its value, so there are none at all.
_FORM: Final = re.compile(r"[!-~]{1,255}")
_FORGET_AT_ONCE: Final = 100


async def answer_once(
    connection: Connection,
    account_id: AccountId,
    request: Request,
    answer: Callable[[], Awaitable[Response]],
    *,
    content: bytes,
    shown_once: Collection[str] = (),
) -> Response:
    """Answer a POST, or repeat the answer that its key already got.

    `content`: the body, or the SHA-256 of an upload. `shown_once` names fields of the answer that are not kept: a
    repeated answer has null in them. Raises Invalid for a key of another form, and Conflict when the key came with
    another request before.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return await answer()
    if _FORM.fullmatch(key) is None:
        problem = FieldError(HEADER, "invalid_format", "1 to 255 visible ASCII characters expected")
        raise Invalid("validation_failed", "The Idempotency-Key is not valid.", fields=(problem,))
    request_hash = hashlib.sha256(f"{request.url.path}?{request.url.query}\n".encode() + content).digest()
    if not await _claim(connection, account_id, key, request_hash):
        return await _repeat(connection, account_id, key, request_hash)
    response = await answer()
    await _keep(connection, account_id, key, response, shown_once)
    return response


async def _claim(connection: Connection, account_id: AccountId, key: str, request_hash: bytes) -> bool:
    await connection.execute(
        """
        DELETE FROM idempotency_keys WHERE (account_id, key) IN (
          SELECT account_id, key FROM idempotency_keys
          WHERE account_id = %s AND created_at < now() - interval '1 day'
          LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (account_id, _FORGET_AT_ONCE),
    )
    cursor = await connection.execute(
        """
        INSERT INTO idempotency_keys (account_id, key, request_hash) VALUES (%s, %s, %s)
        ON CONFLICT (account_id, key) DO NOTHING
        """,
        (account_id, key, request_hash),
    )
    return cursor.rowcount == 1


async def _repeat(connection: Connection, account_id: AccountId, key: str, request_hash: bytes) -> Response:
    cursor = await connection.execute(
        "SELECT request_hash, status, response FROM idempotency_keys WHERE account_id = %s AND key = %s",
        (account_id, key),
    )
    row = await cursor.fetchone()
    if row is None or bytes(row["request_hash"]) != request_hash:
        raise Conflict("idempotency_key_reused", "The Idempotency-Key was used before with another request.")
    headers = {REPLAYED_HEADER: "true"}
    if row["response"] is None:
        return Response(status_code=row["status"], headers=headers)
    return JSONResponse(row["response"], status_code=row["status"], headers=headers)


async def _keep(
    connection: Connection, account_id: AccountId, key: str, response: Response, shown_once: Collection[str]
) -> None:
    body: dict[str, Any] | None = json.loads(bytes(response.body)) if response.body else None
    if body is not None:
        body |= dict.fromkeys(shown_once)
    await connection.execute(
        "UPDATE idempotency_keys SET status = %s, response = %s WHERE account_id = %s AND key = %s",
        (response.status_code, None if body is None else Jsonb(body), account_id, key),
    )
