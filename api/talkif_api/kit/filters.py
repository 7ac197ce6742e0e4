"""Filters of lists: those that a query has set, all of which have to hold, and always the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from talkif_schemas.ids import AccountId
from talkif_schemas.resources.bodies import Body


def where(
    account_id: AccountId, query: Body, filters: Mapping[str, sql.Composable]
) -> tuple[sql.Composable, dict[str, Any]]:
    """Conditions and their parameters. `filters`: field of the query -> condition on the placeholder of that name."""
    params: dict[str, Any] = {"account_id": account_id}
    conditions: list[sql.Composable] = [sql.SQL("account_id = %(account_id)s")]
    for name, condition in filters.items():
        value = getattr(query, name)
        if value is not None:
            params[name] = value
            conditions.append(condition)
    return sql.SQL(" AND ").join(conditions), params
