"""SQL of what is known of a call once it is over: what was told of it, its cost, its quality, its analysis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.after_call import CostItem, Quality

from ..kit.db import Connection
from .price_book import CURRENCY


async def claim(connection: Connection, account_id: AccountId, call_id: str, what: Literal["started", "ended"]) -> bool:
    """False when it was told before. What is done in the same transaction is done once."""
    column = {"started": "started_told_at", "ended": "ended_told_at"}[what]
    cursor = await connection.execute(
        f"""
        INSERT INTO call_follow_ups AS f (call_id, account_id, {column}) VALUES (%s, %s, now())
        ON CONFLICT (call_id) DO UPDATE SET {column} = now() WHERE f.{column} IS NULL
        """,  # noqa: S608 - one of two names
        (call_id, account_id),
    )
    return cursor.rowcount == 1


async def add_costs(connection: Connection, account_id: AccountId, call_id: str, items: Sequence[CostItem]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO call_costs (call_id, account_id, component, provider, model, unit, quantity, amount_micros,
                                    currency, note)
            VALUES (%(call_id)s, %(account_id)s, %(component)s, %(provider)s, %(model)s, %(unit)s, %(quantity)s,
                    %(amount_micros)s, %(currency)s, %(note)s)
            """,
            [
                {"call_id": call_id, "account_id": account_id, "currency": CURRENCY, **item.model_dump()}
                for item in items
            ],
        )


async def costs(connection: Connection, account_id: AccountId, call_id: str) -> list[CostItem]:
    cursor = await connection.execute(
        """
        SELECT component, provider, model, unit, quantity, amount_micros, note FROM call_costs
        WHERE account_id = %s AND call_id = %s ORDER BY cost_id
        """,
        (account_id, call_id),
    )
    return [CostItem(**row) for row in await cursor.fetchall()]


async def add_quality(connection: Connection, account_id: AccountId, call_id: str, quality: Quality) -> None:
    await connection.execute(
        """
        INSERT INTO call_quality (call_id, account_id, codec, mos, r_factor, jitter_ms, latency_ms,
                                  packet_loss_percent, late_percent, response_ms)
        VALUES (%(call_id)s, %(account_id)s, %(codec)s, %(mos)s, %(r_factor)s, %(jitter_ms)s, %(latency_ms)s,
                %(packet_loss_percent)s, %(late_percent)s, %(response_ms)s)
        """,
        {"call_id": call_id, "account_id": account_id, **quality.model_dump()},
    )


async def quality(connection: Connection, account_id: AccountId, call_id: str) -> Quality | None:
    cursor = await connection.execute(
        """
        SELECT codec, mos, r_factor, jitter_ms, latency_ms, packet_loss_percent, late_percent, response_ms
        FROM call_quality WHERE account_id = %s AND call_id = %s
        """,
        (account_id, call_id),
    )
    row = await cursor.fetchone()
    return Quality(**row) if row is not None else None
