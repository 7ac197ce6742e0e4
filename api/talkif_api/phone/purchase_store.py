"""SQL of the journal of purchases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from talkif_schemas.errors import Conflict
from talkif_schemas.ids import AccountId, new_purchase_id

from ..kit.db import Connection


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase of which it is not known yet whether it was made."""

    purchase_id: str
    number: str
    provider_id: str | None
    label: str
    created_at: datetime


async def begin(
    connection: Connection, account_id: AccountId, number: str, provider_id: str | None, label: str
) -> tuple[Purchase, bool]:
    """Write down what is about to be bought. False when the account began the same before and never heard the end.

    Raises Conflict when it is another account, or another provider, that began.
    """
    purchase_id = new_purchase_id()
    await connection.execute(
        """
        INSERT INTO number_purchases (purchase_id, account_id, number, provider_id, label) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (number) WHERE state = 'requested' DO NOTHING
        """,
        (purchase_id, account_id, number, provider_id, label),
    )
    cursor = await connection.execute(
        """
        SELECT purchase_id, number, provider_id, label, created_at FROM number_purchases
        WHERE account_id = %s AND number = %s AND state = 'requested' AND provider_id IS NOT DISTINCT FROM %s
        """,
        (account_id, number, provider_id),
    )
    row = await cursor.fetchone()
    if row is None:
        raise Conflict("number_purchase_in_progress", "It is not known yet whether somebody has bought this number.")
    return Purchase(**row), row["purchase_id"] == purchase_id


async def unsettled(connection: Connection, account_id: AccountId, purchase_id: str) -> Purchase | None:
    """None when it is known what came of it."""
    cursor = await connection.execute(
        """
        SELECT purchase_id, number, provider_id, label, created_at FROM number_purchases
        WHERE account_id = %s AND purchase_id = %s AND state = 'requested' FOR UPDATE
        """,
        (account_id, purchase_id),
    )
    row = await cursor.fetchone()
    return Purchase(**row) if row is not None else None


async def settle(connection: Connection, account_id: AccountId, purchase_id: str, error_code: str | None) -> None:
    """Bought, or failed for this reason."""
    await connection.execute(
        """
        UPDATE number_purchases SET state = CASE WHEN %(code)s::text IS NULL THEN 'bought' ELSE 'failed' END,
                                    error_code = %(code)s, settled_at = now()
        WHERE account_id = %(account_id)s AND purchase_id = %(purchase_id)s
        """,
        {"code": error_code, "account_id": account_id, "purchase_id": purchase_id},
    )


async def is_open(connection: Connection, number: str) -> bool:
    """Whether any account's purchase of the number is not settled; the connection has to see them all."""
    cursor = await connection.execute(
        "SELECT FROM number_purchases WHERE number = %s AND state = 'requested'", (number,)
    )
    return await cursor.fetchone() is not None


async def is_own(connection: Connection, account_id: AccountId, purchase_id: str) -> bool:
    cursor = await connection.execute(
        "SELECT FROM number_purchases WHERE account_id = %s AND purchase_id = %s", (account_id, purchase_id)
    )
    return await cursor.fetchone() is not None
