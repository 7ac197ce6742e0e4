"""SQL of the account's settings and its audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import sql

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.accounts import Account, AuditEntry, AuditQuery, Retention
from talkif_schemas.resources.bodies import PageMeta
from talkif_schemas.resources.money import Money

from ..kit.db import Connection
from ..kit.filters import where
from ..kit.paging import read_page
from ..kit.revision import check_revision

_ORDERS: Final = {"at": ("at", "entry_id")}
_FILTERS: Final = {
    "actor": sql.SQL("actor = %(actor)s"),
    "resource": sql.SQL("resource = %(resource)s"),
    "target": sql.SQL("target = %(target)s"),
    "since": sql.SQL("at >= %(since)s"),
    "until": sql.SQL("at < %(until)s"),
}


async def find(connection: Connection, account_id: AccountId, *, lock: bool = False) -> Account:
    select = (
        "SELECT * FROM accounts WHERE account_id = %s FOR UPDATE"
        if lock
        else "SELECT * FROM accounts WHERE account_id = %s"
    )
    cursor = await connection.execute(select, (account_id,))
    row = await cursor.fetchone()
    assert row is not None, "the account of the request's key"
    budget = row["monthly_budget_micros"]
    return Account(
        id=row["account_id"],
        name=row["name"],
        timezone=row["timezone"],
        default_country=row["default_country"],
        default_language=row["default_language"],
        max_concurrent_calls=row["max_concurrent_calls"],
        monthly_budget=Money(amount_micros=budget, currency=row["currency"]) if budget is not None else None,
        analyze_calls=row["analyze_calls"],
        analysis_model=row["analysis_model"],
        retention=Retention(
            recordings_days=row["recording_retention_days"],
            transcripts_days=row["transcript_retention_days"],
            contacts_days=row["contact_retention_days"],
        ),
        created_at=row["created_at"],
        revision=row["revision"],
    )


async def update(
    connection: Connection, account_id: AccountId, changes: Mapping[str, Any], revision: int | None
) -> Account:
    """`changes` as the patch has them; without any the revision stays. Raises PreconditionFailed."""
    before = await find(connection, account_id, lock=True)
    check_revision(before.revision, revision)
    columns = _columns(changes)
    if not columns:
        return before
    assignments = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in columns]
    await connection.execute(
        sql.SQL("UPDATE accounts SET {} WHERE account_id = %(account_id)s").format(
            sql.SQL(", ").join([*assignments, sql.SQL("revision = revision + 1")])
        ),
        {**columns, "account_id": account_id},
    )
    return await find(connection, account_id)


def _columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in changes.items() if name not in ("monthly_budget", "retention")}
    columns = {name: value for name, value in columns.items() if value is not None}
    if "analysis_model" in changes:
        columns["analysis_model"] = changes["analysis_model"]
    if "monthly_budget" in changes:
        budget = changes["monthly_budget"]
        columns["monthly_budget_micros"] = budget["amount_micros"] if budget else None
        if budget:
            columns["currency"] = budget["currency"]
    if changes.get("retention") is not None:
        retention = Retention.model_validate(changes["retention"])
        columns["recording_retention_days"] = retention.recordings_days
        columns["transcript_retention_days"] = retention.transcripts_days
        columns["contact_retention_days"] = retention.contacts_days
    return columns


async def audit_log(
    connection: Connection, account_id: AccountId, query: AuditQuery
) -> tuple[list[AuditEntry], PageMeta]:
    condition, params = where(account_id, query, _FILTERS)
    select = sql.SQL("""
        SELECT entry_id AS id, at, actor, action, resource, target, fields, request_id, host(address) AS address
        FROM audit_log WHERE {}
    """).format(condition)
    rows, meta = await read_page(connection, select, params, query, _ORDERS)
    return [AuditEntry(**row) for row in rows], meta
