"""SQL of what is known of a call once it is over: what was told of it, its cost, its quality, its analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from psycopg.types.json import Jsonb

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.after_call import Analysis, AnalysisState, CostItem, Findings, Quality

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


# ---------------------------------------------------------------- analyses

_ANALYSIS: Final = "state, reason, findings, provider, model, prompt_version, requested_at, finished_at"


@dataclass(frozen=True, slots=True)
class Attempt:
    """At an analysis that is pending."""

    number: int
    wanted_model: str | None
    """`provider/model`, of the request or the account."""


async def analysis(connection: Connection, account_id: AccountId, call_id: str) -> Analysis | None:
    cursor = await connection.execute(
        f"SELECT {_ANALYSIS} FROM call_analyses WHERE account_id = %s AND call_id = %s",  # noqa: S608
        (account_id, call_id),
    )
    row = await cursor.fetchone()
    return Analysis(**row) if row is not None else None


async def want_analysis(connection: Connection, account_id: AccountId, call_id: str, model: str | None) -> int:
    """From now on one is pending. The number of the request; jobs of earlier requests do nothing any more."""
    cursor = await connection.execute(
        """
        INSERT INTO call_analyses AS a (call_id, account_id, state, wanted_model) VALUES (%s, %s, 'pending', %s)
        ON CONFLICT (call_id) DO UPDATE
        SET state = 'pending', reason = NULL, request = a.request + 1, attempts = 0,
            wanted_model = excluded.wanted_model, requested_at = now(), finished_at = NULL
        RETURNING request
        """,
        (call_id, account_id, model),
    )
    row = await cursor.fetchone()
    assert row is not None
    return int(row["request"])


async def begin_analysis(connection: Connection, account_id: AccountId, call_id: str, request: int) -> Attempt | None:
    """None: the request is answered, or there is a later one."""
    cursor = await connection.execute(
        """
        UPDATE call_analyses c SET attempts = attempts + 1 FROM accounts a
        WHERE c.account_id = %s AND c.call_id = %s AND c.request = %s AND c.state = 'pending'
          AND a.account_id = c.account_id
        RETURNING c.attempts AS number, coalesce(c.wanted_model, a.analysis_model) AS wanted_model
        """,
        (account_id, call_id, request),
    )
    row = await cursor.fetchone()
    return Attempt(**row) if row is not None else None


async def finish_analysis(
    connection: Connection,
    account_id: AccountId,
    call_id: str,
    request: int,
    state: AnalysisState,
    *,
    reason: str | None = None,
    findings: Findings | None = None,
    by: tuple[str, str] | None = None,
    prompt_version: int | None = None,
) -> bool:
    """False when there is a later request. `by`: provider and model. Findings of before stay where there are none."""
    found: Any = Jsonb(findings.model_dump(mode="json", by_alias=True)) if findings is not None else None
    provider, model = by or (None, None)
    cursor = await connection.execute(
        """
        UPDATE call_analyses
        SET state = %(state)s, reason = %(reason)s, finished_at = now(), findings = coalesce(%(found)s, findings),
            provider = coalesce(%(provider)s, provider), model = coalesce(%(model)s, model),
            prompt_version = coalesce(%(version)s, prompt_version)
        WHERE account_id = %(account_id)s AND call_id = %(call_id)s AND request = %(request)s AND state = 'pending'
        """,
        {
            "state": state, "reason": reason, "found": found, "provider": provider, "model": model,
            "version": prompt_version, "account_id": account_id, "call_id": call_id, "request": request,
        },
    )  # fmt: skip
    return cursor.rowcount == 1


async def analyses_are_wanted(connection: Connection, account_id: AccountId) -> bool:
    """Whether the account wants its calls analysed when they end."""
    cursor = await connection.execute("SELECT analyze_calls FROM accounts WHERE account_id = %s", (account_id,))
    row = await cursor.fetchone()
    return row is not None and bool(row["analyze_calls"])
