"""SQL of accounts and their API keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, LiteralString

from psycopg import sql

from talkif_schemas.ids import AccountId, ApiKeyId
from talkif_schemas.resources.api_keys import ApiKey, ApiKeyQuery, Usage, UsageDay
from talkif_schemas.resources.bodies import PageMeta

from ..kit.db import Connection
from ..kit.paging import read_page

_COLUMNS: Final[LiteralString] = """
  key_id AS id, name, prefix, scopes, allowed_cidrs::text[] AS allowed_cidrs, expires_at, created_at, replaced_by,
  revision,
  (SELECT last_used_at FROM api_key_meters m WHERE m.key_id = api_keys.key_id) AS last_used_at,
  coalesce((SELECT request_count FROM api_key_meters m WHERE m.key_id = api_keys.key_id), 0) AS request_count,
  coalesce((SELECT error_count FROM api_key_meters m WHERE m.key_id = api_keys.key_id), 0) AS error_count
"""


async def insert_account(connection: Connection, account_id: AccountId, name: str, timezone: str) -> None:
    """Only a connection of the tables' owner may do this."""
    await connection.execute(
        "INSERT INTO accounts (account_id, name, timezone) VALUES (%s, %s, %s)", (account_id, name, timezone)
    )


async def account_exists(connection: Connection, account_id: AccountId) -> bool:
    cursor = await connection.execute("SELECT FROM accounts WHERE account_id = %s", (account_id,))
    return await cursor.fetchone() is not None


async def lock_keys(connection: Connection, account_id: AccountId) -> None:
    """Until the transaction ends, no other transaction adds keys to the account."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('api_keys ' || %s, 0))", (account_id,))


async def count_active(connection: Connection, account_id: AccountId) -> int:
    """Keys that work, but for those that were rotated."""
    return await _count(connection, account_id, sql.SQL("replaced_by IS NULL"))


async def count_overlapping(connection: Connection, account_id: AccountId) -> int:
    """Rotated keys that still work."""
    return await _count(connection, account_id, sql.SQL("replaced_by IS NOT NULL"))


async def _count(connection: Connection, account_id: AccountId, condition: sql.Composable) -> int:
    cursor = await connection.execute(
        sql.SQL(
            """
            SELECT count(*) AS keys FROM api_keys
            WHERE account_id = %s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AND {}
            """
        ).format(condition),
        (account_id,),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["keys"])


async def is_past(connection: Connection, moment: datetime) -> bool:
    cursor = await connection.execute("SELECT %s <= now() AS past", (moment,))
    row = await cursor.fetchone()
    assert row is not None
    return bool(row["past"])


async def insert_key(
    connection: Connection,
    account_id: AccountId,
    key_id: ApiKeyId,
    *,
    name: str,
    prefix: str,
    key_hash: bytes,
    scopes: Sequence[str],
    allowed_cidrs: Sequence[str],
    expires_at: datetime | None,
) -> ApiKey:
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO api_keys (key_id, account_id, name, prefix, hash, scopes, allowed_cidrs, expires_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s::text[]::cidr[], %s) RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        (key_id, account_id, name, prefix, key_hash, list(scopes), list(allowed_cidrs), expires_at),
    )
    row = await cursor.fetchone()
    assert row is not None
    return ApiKey(**row)


async def list_keys(connection: Connection, account_id: AccountId, query: ApiKeyQuery) -> tuple[list[ApiKey], PageMeta]:
    rows, meta = await read_page(
        connection,
        sql.SQL(
            """
            SELECT {} FROM api_keys WHERE account_id = %(account_id)s AND revoked_at IS NULL
            """
        ).format(sql.SQL(_COLUMNS)),
        {"account_id": account_id},
        query,
        {"createdAt": ("created_at", "key_id"), "name": ("lower(name)", "key_id")},
    )
    return [ApiKey(**row) for row in rows], meta


async def find_key(
    connection: Connection, account_id: AccountId, key_id: str, *, for_update: bool = False
) -> ApiKey | None:
    """Requests with the key go on meanwhile, also where others may not change it."""
    lock = sql.SQL("FOR NO KEY UPDATE" if for_update else "")
    cursor = await connection.execute(
        sql.SQL("SELECT {} FROM api_keys WHERE account_id = %s AND key_id = %s AND revoked_at IS NULL {}").format(
            sql.SQL(_COLUMNS), lock
        ),
        (account_id, key_id),
    )
    row = await cursor.fetchone()
    return ApiKey(**row) if row is not None else None


async def update_key(connection: Connection, account_id: AccountId, key_id: str, changes: Mapping[str, Any]) -> ApiKey:
    """`changes`: new values by column. Without any the revision stays, too. The key is locked."""
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE api_keys SET
              name = coalesce(%(name)s, name),
              scopes = coalesce(%(scopes)s, scopes),
              allowed_cidrs = coalesce(%(allowed_cidrs)s::text[]::cidr[], allowed_cidrs),
              expires_at = CASE WHEN %(sets_expiry)s THEN %(expires_at)s ELSE expires_at END,
              revision = revision + %(rise)s
            WHERE account_id = %(account_id)s AND key_id = %(key_id)s AND revoked_at IS NULL
            RETURNING {}
            """
        ).format(sql.SQL(_COLUMNS)),
        {
            "name": None,
            "scopes": None,
            "allowed_cidrs": None,
            "expires_at": None,
            **changes,
            "sets_expiry": "expires_at" in changes,
            "rise": int(bool(changes)),
            "account_id": account_id,
            "key_id": key_id,
        },
    )
    row = await cursor.fetchone()
    assert row is not None, "the key that was locked"
    return ApiKey(**row)


async def replace_key(
    connection: Connection, account_id: AccountId, key_id: str, successor: ApiKeyId, overlap_secs: int
) -> None:
    """The key ends after the overlap, or when it would have ended anyway."""
    await connection.execute(
        """
        UPDATE api_keys SET
          replaced_by = %s, expires_at = least(expires_at, now() + make_interval(secs => %s)), revision = revision + 1
        WHERE account_id = %s AND key_id = %s
        """,
        (successor, overlap_secs, account_id, key_id),
    )


async def usage(
    connection: Connection, account_id: AccountId, key_id: str, first: date | None, last: date | None
) -> Usage:
    params = {"account_id": account_id, "key_id": key_id, "first": first, "last": last}
    cursor = await connection.execute(
        """
        SELECT day, requests, errors,
               (SELECT count(*) FROM api_key_addresses a WHERE a.key_id = d.key_id AND a.day = d.day) AS unique_ips
        FROM api_key_days d
        WHERE account_id = %(account_id)s AND key_id = %(key_id)s
          AND day BETWEEN coalesce(%(first)s, current_date - 29) AND coalesce(%(last)s, current_date)
        ORDER BY day
        """,
        params,
    )
    days = [UsageDay(**row) for row in await cursor.fetchall()]
    cursor = await connection.execute(
        """
        SELECT count(DISTINCT address) AS unique_ips FROM api_key_addresses
        WHERE account_id = %(account_id)s AND key_id = %(key_id)s
          AND day BETWEEN coalesce(%(first)s, current_date - 29) AND coalesce(%(last)s, current_date)
        """,
        params,
    )
    row = await cursor.fetchone()
    assert row is not None
    return Usage(
        key_id=key_id,
        requests=sum(day.requests for day in days),
        errors=sum(day.errors for day in days),
        unique_ips=row["unique_ips"],
        days=days,
    )


async def revoke_key(connection: Connection, account_id: AccountId, key_id: str) -> bool:
    """False when there is no such key, or it was revoked before."""
    cursor = await connection.execute(
        "UPDATE api_keys SET revoked_at = now() WHERE account_id = %s AND key_id = %s AND revoked_at IS NULL",
        (account_id, key_id),
    )
    return cursor.rowcount == 1
