"""SQL of telephony providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql
from psycopg.types.json import Jsonb

from talkif_schemas.errors import Conflict, NotFound
from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.providers import CONFIGS, Provider, ProviderQuery, ProviderTest

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.paging import read_page

_COLUMNS: Final = sql.SQL("""
  provider_id AS id, name, type, config, credentials_set_at, api_key_sid_last4, last_test, last_tested_at, created_at,
  updated_at, revision
""")
_ORDERS: Final = {"createdAt": ("created_at", "provider_id"), "name": ("lower(name)", "provider_id")}
_FILTERS: Final = {"type": sql.SQL("type = %(type)s")}
#: Numbers that a refusal names.
_MAX_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Stored:
    """A provider with its sealed credentials, which are shown to nobody."""

    shown: Provider
    credentials: bytes | None


def _shown(row: dict[str, Any]) -> Provider:
    return Provider(**row | {"config": CONFIGS[row["type"]].model_validate(row["config"])})


async def lock_and_count(connection: Connection, account_id: AccountId) -> int:
    """Providers of the account; until the transaction ends nobody adds another."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('providers ' || %s, 0))", (account_id,))
    cursor = await connection.execute(
        "SELECT count(*) AS total FROM telephony_providers WHERE account_id = %s", (account_id,)
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["total"])


async def insert(
    connection: Connection,
    account_id: AccountId,
    provider_id: str,
    *,
    name: str,
    type_: str,
    config: dict[str, Any],
    credentials: bytes | None,
    api_key_sid_last4: str | None,
) -> Provider:
    cursor = await connection.execute(
        sql.SQL(
            """
            INSERT INTO telephony_providers (provider_id, account_id, name, type, config, credentials,
                                             credentials_set_at, api_key_sid_last4)
            VALUES (%s, %s, %s, %s, %s, %s, CASE WHEN %s THEN now() END, %s) RETURNING {}
            """
        ).format(_COLUMNS),
        (
            provider_id, account_id, name, type_, Jsonb(config), credentials, credentials is not None,
            api_key_sid_last4,
        ),
    )  # fmt: skip
    row = await cursor.fetchone()
    assert row is not None
    return _shown(row)


async def list_all(
    connection: Connection, account_id: AccountId, query: ProviderQuery
) -> tuple[list[Provider], PageMeta]:
    condition, params = where(account_id, query, _FILTERS)
    select = sql.SQL("SELECT {} FROM telephony_providers WHERE {}").format(_COLUMNS, condition)
    rows, meta = await read_page(connection, select, params, query, _ORDERS)
    return [_shown(row) for row in rows], meta


async def find(connection: Connection, account_id: AccountId, provider_id: str, *, for_update: bool = False) -> Stored:
    """Raises NotFound."""
    cursor = await connection.execute(
        sql.SQL("SELECT {}, credentials FROM telephony_providers WHERE account_id = %s AND provider_id = %s {}").format(
            _COLUMNS, sql.SQL("FOR UPDATE" if for_update else "")
        ),
        (account_id, provider_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFound("provider_not_found", "There is no such telephony provider.")
    credentials = row.pop("credentials")
    return Stored(_shown(row), credentials)


async def update(connection: Connection, account_id: AccountId, provider_id: str, changes: dict[str, Any]) -> Provider:
    """`changes`: new values by column. The row is locked by the caller."""
    values = {name: Jsonb(value) if name == "config" else value for name, value in changes.items()}
    parts: list[sql.Composable] = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    ]
    if "credentials" in values:
        parts.append(sql.SQL("credentials_set_at = CASE WHEN %(credentials)s::bytea IS NOT NULL THEN now() END"))
    assignments = sql.SQL(", ").join([*parts, sql.SQL("updated_at = now()"), sql.SQL("revision = revision + 1")])
    cursor = await connection.execute(
        sql.SQL(
            """
            UPDATE telephony_providers SET {}
            WHERE account_id = %(account_id)s AND provider_id = %(provider_id)s RETURNING {}
            """
        ).format(assignments, _COLUMNS),
        {**values, "account_id": account_id, "provider_id": provider_id},
    )
    row = await cursor.fetchone()
    assert row is not None
    return _shown(row)


async def keep_test(connection: Connection, account_id: AccountId, provider_id: str, test: ProviderTest) -> None:
    """No change of the provider, so its revision stays."""
    await connection.execute(
        """
        UPDATE telephony_providers SET last_test = %s, last_tested_at = now()
        WHERE account_id = %s AND provider_id = %s
        """,
        (Jsonb(test.model_dump(by_alias=True)), account_id, provider_id),
    )


async def delete(connection: Connection, account_id: AccountId, provider_id: str) -> None:
    """Raises NotFound, and Conflict while numbers, or those that are being bought, use the provider."""
    await find(connection, account_id, provider_id, for_update=True)
    cursor = await connection.execute(
        """
        SELECT number FROM phone_numbers WHERE account_id = %(account_id)s AND provider_id = %(provider_id)s
        UNION
        SELECT number FROM number_purchases
        WHERE account_id = %(account_id)s AND provider_id = %(provider_id)s AND state = 'requested'
        ORDER BY number LIMIT %(limit)s
        """,
        {"account_id": account_id, "provider_id": provider_id, "limit": _MAX_NAMED},
    )
    numbers = [row["number"] for row in await cursor.fetchall()]
    if numbers:
        raise Conflict(
            "provider_in_use",
            f"Phone numbers use the provider: {', '.join(numbers)}. Release them first.",
            meta={"numbers": numbers},
        )
    await connection.execute(
        "DELETE FROM telephony_providers WHERE account_id = %s AND provider_id = %s", (account_id, provider_id)
    )
