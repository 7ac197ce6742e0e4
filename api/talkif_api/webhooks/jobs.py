"""Sends what waits to be sent.

At least once: a worker that dies after sending sends again, under the same `webhook-id`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final

import httpcore
import httpx
import orjson

from talkif_runtime.public_http import Refused
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.webhooks import Attempt

from ..kit import audit
from ..kit.jobs import Parts, Task, defer
from . import delivery_store, store
from .outbox import DELIVER
from .retry import next_attempt, reason_to_disable
from .sealing import open_secret
from .signature import headers

#: For the whole exchange. Standard Webhooks recommends 15 to 30 seconds.
_TIMEOUT_S: Final = 15.0
#: Of the answer, for the log.
_EXCERPT_BYTES: Final = 1000


async def deliver(parts: Parts, account_id: AccountId, delivery_id: str) -> None:
    """One attempt."""
    async with parts.database.transaction(account_id) as tx:
        due = await delivery_store.due(tx, account_id, delivery_id)
    if due is None:
        return
    at = datetime.fromtimestamp(parts.clock(), UTC)
    attempt = await _attempt(parts, due, at)
    is_delivered = attempt.status is not None and 200 <= attempt.status < 300
    async with parts.database.transaction(account_id) as tx:
        await delivery_store.add_attempt(tx, account_id, delivery_id, attempt)
        if is_delivered:
            await delivery_store.delivered(tx, account_id, delivery_id, due.endpoint_id)
            return
        again_at = next_attempt(at, attempt.number)
        failing_since = await delivery_store.not_delivered(tx, account_id, delivery_id, due.endpoint_id, at, again_at)
        reason = reason_to_disable(
            attempt.status,
            is_last=again_at is None,
            failing_since=failing_since,
            first_attempt_at=due.first_attempt_at or at,
        )
        if reason is not None:
            await delivery_store.disable(tx, account_id, due.endpoint_id, reason)
            await audit.note(
                tx, account_id, "system", action="updateWebhook", resource="webhooks", target=due.endpoint_id
            )
            await store.give_up(tx, account_id, due.endpoint_id)
        elif again_at is not None:
            await defer(tx, DELIVER, {"delivery_id": delivery_id}, at=again_at, one_at_a_time=delivery_id)


async def _attempt(parts: Parts, due: delivery_store.Due, at: datetime) -> Attempt:
    """What came of it. A private address is a failure like others: the name may lead elsewhere next time."""
    body = orjson.dumps({"type": due.type, "timestamp": due.happened_at, "data": due.data}, option=orjson.OPT_UTC_Z)
    sealed = filter(None, (due.secret, due.old_secret))
    signing = [open_secret(parts.sealer, due.endpoint_id, secret) for secret in sealed]
    signed = headers(due.message_id, int(at.timestamp()), body, signing)
    status: int | None = None
    error = response = None
    started_s = parts.clock()
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            status, response = await _post(parts, due.url, body, signed)
    except TimeoutError:
        error = f"no answer within {_TIMEOUT_S:.0f} s"
    except (Refused, ValueError, httpx.HTTPError, httpx.InvalidURL, httpcore.NetworkError) as problem:
        error = str(problem) or type(problem).__name__
    duration_ms = round((parts.clock() - started_s) * 1000)
    return Attempt(
        number=due.attempts + 1, at=at, duration_ms=duration_ms, status=status, error=error, response=response
    )


async def _post(parts: Parts, url: str, body: bytes, signed: dict[str, str]) -> tuple[int, str]:
    """Status and the beginning of the answer. Redirects are not followed."""
    own = {"content-type": "application/json", "user-agent": "Talkif-Webhooks/1", **signed}
    async with parts.http.client.stream("POST", url, content=body, headers=own) as answer:
        excerpt = b""
        async for piece in answer.aiter_bytes():
            excerpt += piece[: _EXCERPT_BYTES - len(excerpt)]
            if len(excerpt) >= _EXCERPT_BYTES:
                break
        return answer.status_code, excerpt.decode(errors="replace").replace("\0", "\ufffd")


#: The attempts at one message have a schedule of their own; these are for failures of our own parts.
TASKS: Final = (Task(DELIVER, deliver),)
