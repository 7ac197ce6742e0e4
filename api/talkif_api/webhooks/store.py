"""SQL of webhook endpoints and of what is to be told to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, LiteralString

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.errors import NotFound
from talkif_schemas.ids import AccountId, new_delivery_id, new_message_id
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.webhooks import Webhook, WebhookCreate, WebhookQuery

from ..kit.db import Connection
from ..kit.paging import read_page
from ..kit.revision import check_revision

_COLUMNS: Final[LiteralString] = """
  endpoint_id AS id, url, events, description, enabled, disabled_reason, failing_since, created_at, updated_at, revision
"""
_ORDERS: Final = {"createdAt": ("created_at", "endpoint_id"), "url": ("url", "endpoint_id")}


async def insert(
    connection: Connection, account_id: AccountId, endpoint_id: str, body: WebhookCreate, secret: bytes
) -> Webhook:
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO webhook_endpoints (endpoint_id, account_id, url, description, events, secret, enabled)
            VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        (endpoint_id, account_id, body.url, body.description, body.events, secret, body.enabled),
    )
    row = await cursor.fetchone()
    assert row is not None
    return Webhook(**row)


async def lock_and_count(connection: Connection, account_id: AccountId) -> int:
    """Endpoints of the account; until the transaction ends nobody adds another."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('webhooks ' || %s, 0))", (account_id,))
    cursor = await connection.execute(
        "SELECT count(*) AS total FROM webhook_endpoints WHERE account_id = %s AND deleted_at IS NULL", (account_id,)
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def list_all(
    connection: Connection, account_id: AccountId, query: WebhookQuery
) -> tuple[list[Webhook], PageMeta]:
    select = sql.SQL(
        """
        SELECT {} FROM webhook_endpoints WHERE account_id = %(account_id)s AND deleted_at IS NULL
        """
    ).format(sql.SQL(_COLUMNS))
    rows, meta = await read_page(connection, select, {"account_id": account_id}, query, _ORDERS)
    return [Webhook(**row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, endpoint_id: str, *, for_update: bool = False) -> Webhook:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL(
            "SELECT {} FROM webhook_endpoints WHERE account_id = %s AND endpoint_id = %s AND deleted_at IS NULL {}"
        ).format(sql.SQL(_COLUMNS), sql.SQL("FOR UPDATE" if for_update else "")),
        (account_id, endpoint_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("webhook_not_found", "There is no such webhook.")
    return Webhook(**row)


async def update(
    connection: Connection, account_id: AccountId, endpoint_id: str, changes: Mapping[str, Any], expected: int | None
) -> Webhook:
    """`changes`: new values by column. Raises NotFound and PreconditionFailed."""
    before = await find(connection, account_id, endpoint_id, for_update=True)
    check_revision(before.revision, expected)
    if not changes:
        return before
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE webhook_endpoints SET
              url = coalesce(%(url)s, url), events = coalesce(%(events)s, events),
              description = coalesce(%(description)s, description),
              enabled = coalesce(%(enabled)s, enabled),
              disabled_reason = CASE WHEN %(enabled)s IS NULL THEN disabled_reason END,
              failing_since = CASE WHEN %(enabled)s THEN NULL ELSE failing_since END,
              updated_at = now(), revision = revision + 1
            WHERE account_id = %(account_id)s AND endpoint_id = %(endpoint_id)s RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        {
            "url": None,
            "events": None,
            "description": None,
            "enabled": None,
            **changes,
            "account_id": account_id,
            "endpoint_id": endpoint_id,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return Webhook(**row)


async def delete(connection: Connection, account_id: AccountId, endpoint_id: str) -> None:
    """Deliveries that wait are given up; the log stays. Raises NotFound."""
    await find(connection, account_id, endpoint_id, for_update=True)
    await connection.execute(
        "UPDATE webhook_endpoints SET deleted_at = now(), enabled = false WHERE account_id = %s AND endpoint_id = %s",
        (account_id, endpoint_id),
    )
    await give_up(connection, account_id, endpoint_id)


async def give_up(connection: Connection, account_id: AccountId, endpoint_id: str) -> None:
    """Everything that waits to be sent to the endpoint has failed."""
    await connection.execute(
        """
        UPDATE webhook_deliveries SET status = 'failed', next_attempt_at = NULL
        WHERE account_id = %s AND endpoint_id = %s AND status = 'pending'
        """,
        (account_id, endpoint_id),
    )


async def replace_secret(
    connection: Connection, account_id: AccountId, endpoint_id: str, secret: bytes, overlap_secs: int
) -> Webhook:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE webhook_endpoints SET old_secret = secret, old_secret_until = now() + make_interval(secs => %s),
              secret = %s, updated_at = now(), revision = revision + 1
            WHERE account_id = %s AND endpoint_id = %s AND deleted_at IS NULL RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        (overlap_secs, secret, account_id, endpoint_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("webhook_not_found", "There is no such webhook.")
    return Webhook(**row)


async def wanting(connection: Connection, account_id: AccountId, patterns: Sequence[str]) -> list[str]:
    """Ids of the enabled endpoints that want one of these."""
    cursor = await connection.execute(
        """
        SELECT endpoint_id FROM webhook_endpoints
        WHERE account_id = %s AND enabled AND deleted_at IS NULL AND events && %s ORDER BY endpoint_id
        """,
        (account_id, list(patterns)),
    )
    return [row["endpoint_id"] for row in await cursor.fetchall()]


async def insert_message(
    connection: Connection, account_id: AccountId, event_type: str, data: Mapping[str, Any]
) -> str:
    message_id = new_message_id()
    await connection.execute(
        "INSERT INTO webhook_messages (message_id, account_id, type, data) VALUES (%s, %s, %s, %s)",
        (message_id, account_id, event_type, Jsonb(dict(data))),
    )
    return message_id


async def insert_delivery(connection: Connection, account_id: AccountId, endpoint_id: str, message_id: str) -> str:
    delivery_id = new_delivery_id()
    await connection.execute(
        "INSERT INTO webhook_deliveries (delivery_id, account_id, endpoint_id, message_id) VALUES (%s, %s, %s, %s)",
        (delivery_id, account_id, endpoint_id, message_id),
    )
    return delivery_id
