"""An account that has one of everything: what the examples of the API description name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from psycopg import sql

from tests.api.accounts import rows as accounts
from tests.api.calls import rows as calls
from tests.api.contacts import rows as contacts
from tests.api.dnc import rows as dnc
from tests.api.phone import rows as phone
from tests.api.providers import rows as providers
from tests.api.registry import rows as registry
from tests.api.schedules import rows as schedules
from tests.api.templates import rows as templates
from tests.api.webhooks import rows as webhooks

#: Table -> rows, in an order that foreign keys allow. Each slice says its own.
ROWS: Final = (
    accounts.ROWS
    | webhooks.ROWS
    | providers.ROWS
    | registry.ROWS
    | phone.ROWS
    | contacts.ROWS
    | calls.ROWS
    | dnc.ROWS
    | schedules.ROWS
    | templates.ROWS
)

Statement = tuple[sql.Composed, dict[str, Any]]


def inserts(account_id: str, tables: Iterable[str] = ROWS) -> Iterator[Statement]:
    """Statements that give the account its rows."""
    for table in tables:
        for row in ROWS[table]:
            yield insert(account_id, table, row)


def insert(account_id: str, table: str, row: dict[str, Any]) -> Statement:
    values = {"account_id": account_id, **row}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )
    return statement, values
