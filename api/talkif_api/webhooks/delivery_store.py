"""SQL of deliveries: what is due, what came of it, and the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from psycopg import sql

from talkif_schemas.errors import NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.webhooks import Attempt, Delivery, DeliveryDetails, DeliveryQuery

from ..kit.db import Connection
from ..kit.paging import read_page

_COLUMNS: Final = sql.SQL("""
  d.delivery_id AS id, d.message_id, m.type, d.status, d.attempts, d.next_attempt_at, d.created_at, d.delivered_at
""")
_FROM: Final = sql.SQL("webhook_deliveries d JOIN webhook_messages m USING (message_id)")


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose time has come."""

    endpoint_id: str
    url: str
    secret: bytes
    old_secret: bytes | None
    """None also when its overlap is over."""
    message_id: str
    type: str
    data: dict[str, Any]
    happened_at: datetime
    attempts: int
    first_attempt_at: datetime | None


async def due(connection: Connection, account_id: AccountId, delivery_id: str) -> Due | None:
    """None when it was delivered or given up, or waits for a later attempt."""
    cursor = await connection.execute(
        """
        SELECT e.endpoint_id, e.url, e.secret,
               CASE WHEN e.old_secret_until > now() THEN e.old_secret END AS old_secret,
               m.message_id, m.type, m.data, m.created_at AS happened_at, d.attempts,
               (SELECT min(a.at) FROM webhook_attempts a WHERE a.delivery_id = d.delivery_id) AS first_attempt_at
        FROM webhook_deliveries d
        JOIN webhook_messages m USING (message_id) JOIN webhook_endpoints e USING (endpoint_id)
        WHERE d.account_id = %s AND d.delivery_id = %s AND d.status = 'pending' AND d.next_attempt_at <= now()
          AND e.enabled
        """,
        (account_id, delivery_id),
    )
    row = await cursor.fetchone()
    return Due(**row) if row is not None else None


async def add_attempt(connection: Connection, account_id: AccountId, delivery_id: str, attempt: Attempt) -> None:
    await connection.execute(
        """
        INSERT INTO webhook_attempts (delivery_id, account_id, number, at, duration_ms, status, error, response)
        VALUES (%(delivery_id)s, %(account_id)s, %(number)s, %(at)s, %(duration_ms)s, %(status)s, %(error)s,
                %(response)s)
        """,
        {"delivery_id": delivery_id, "account_id": account_id, **attempt.model_dump()},
    )


async def delivered(connection: Connection, account_id: AccountId, delivery_id: str, endpoint_id: str) -> None:
    await connection.execute(
        """
        UPDATE webhook_deliveries
        SET status = 'delivered', delivered_at = now(), next_attempt_at = NULL, attempts = attempts + 1
        WHERE account_id = %s AND delivery_id = %s
        """,
        (account_id, delivery_id),
    )
    await connection.execute(
        """
        UPDATE webhook_endpoints SET failing_since = NULL
        WHERE account_id = %s AND endpoint_id = %s AND failing_since IS NOT NULL
        """,
        (account_id, endpoint_id),
    )


async def not_delivered(
    connection: Connection,
    account_id: AccountId,
    delivery_id: str,
    endpoint_id: str,
    at: datetime,
    next_attempt_at: datetime | None,
) -> datetime:
    """Since when the endpoint has been failing."""
    await connection.execute(
        """
        UPDATE webhook_deliveries
        SET status = CASE WHEN %(next)s::timestamptz IS NULL THEN 'failed' ELSE 'pending' END,
            next_attempt_at = %(next)s, attempts = attempts + 1
        WHERE account_id = %(account_id)s AND delivery_id = %(delivery_id)s
        """,
        {"next": next_attempt_at, "account_id": account_id, "delivery_id": delivery_id},
    )
    cursor = await connection.execute(
        """
        UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, %s)
        WHERE account_id = %s AND endpoint_id = %s RETURNING failing_since
        """,
        (at, account_id, endpoint_id),
    )
    row = await cursor.fetchone()
    assert row is not None
    since: datetime = row["failing_since"]
    return since


async def disable(connection: Connection, account_id: AccountId, endpoint_id: str, reason: str) -> None:
    await connection.execute(
        """
        UPDATE webhook_endpoints SET enabled = false, disabled_reason = %s, updated_at = now(), revision = revision + 1
        WHERE account_id = %s AND endpoint_id = %s
        """,
        (reason, account_id, endpoint_id),
    )


async def list_all(
    connection: Connection, account_id: AccountId, endpoint_id: str, query: DeliveryQuery
) -> tuple[list[Delivery], PageMeta]:
    select = sql.SQL(
        """
        SELECT {} FROM {} WHERE d.account_id = %(account_id)s AND d.endpoint_id = %(endpoint_id)s
          AND (%(status)s::text IS NULL OR d.status = %(status)s) AND (%(type)s::text IS NULL OR m.type = %(type)s)
        """
    ).format(_COLUMNS, _FROM)
    params = {"account_id": account_id, "endpoint_id": endpoint_id, "status": query.status, "type": query.type}
    orders = {"createdAt": ("d.created_at", "d.delivery_id")}
    rows, meta = await read_page(connection, select, params, query, orders)
    return [Delivery(**row) for row in rows], meta


async def details(connection: Connection, account_id: AccountId, endpoint_id: str, delivery_id: str) -> DeliveryDetails:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL(
            "SELECT {}, m.data FROM {} WHERE d.account_id = %s AND d.endpoint_id = %s AND d.delivery_id = %s"
        ).format(_COLUMNS, _FROM),
        (account_id, endpoint_id, delivery_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("delivery_not_found", "There is no such delivery.")
    cursor = await connection.execute(
        """
        SELECT number, at, duration_ms, status, error, response FROM webhook_attempts
        WHERE account_id = %s AND delivery_id = %s ORDER BY number
        """,
        (account_id, delivery_id),
    )
    return DeliveryDetails(**row, attempt_log=[Attempt(**attempt) for attempt in await cursor.fetchall()])
