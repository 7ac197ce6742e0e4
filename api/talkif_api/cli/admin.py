"""`talkif admin`: what an operator does beside the API, with the database role that owns the tables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import click
import orjson
import psycopg
from psycopg.rows import dict_row
from pydantic import ValidationError

from talkif_schemas.environment import SettingsError
from talkif_schemas.errors import TalkifError
from talkif_schemas.ids import AccountId, new_account_id
from talkif_schemas.resources.api_keys import ApiKeyCreate
from talkif_schemas.sealed import Sealer
from talkif_schemas.time_zones import time_zones

from ..accounts import keys, store
from ..kit import audit
from ..kit.bulkhead import Bulkhead
from ..kit.db import CONNECT_TIMEOUT_S, Connection
from ..kit.migrate import MigrationError
from ..kit.migrate import migrate as apply_migrations
from ..phone.assigning import assign
from ..providers.carriers import Carriers
from ..settings import load
from .doctor import examine

#: In the audit log.
_ACTOR: Final = "operator"
_database = click.option(
    "--database", envvar="TALKIF_DATABASE_URL", required=True, show_envvar=True, help="DSN of the PostgreSQL database."
)


@click.group()
def admin() -> None:
    """Create accounts and keys, hand numbers over, migrate the database, look for faults."""


@admin.command()
@_database
def migrate(database: str) -> None:
    """Bring the tables up to date. Safe to repeat, and for several programs at once."""
    try:
        applied = apply_migrations(database)
    except (MigrationError, psycopg.Error) as error:
        raise click.ClickException(str(error)) from None
    click.echo("\n".join(f"applied {name}" for name in applied) or "up to date")


@admin.command()
@_database
@click.argument("name")
@click.option("--timezone", default="UTC", show_default=True, help="IANA time zone of `system.now` in flows.")
def create_account(database: str, name: str, timezone: str) -> None:
    """Create an account and print its id."""
    if timezone not in time_zones():
        raise click.BadParameter(f"{timezone!r} is no IANA time zone", param_hint="--timezone")
    account_id = new_account_id()

    async def create() -> None:
        async with _owner(database) as connection:
            await store.insert_account(connection, account_id, name, timezone)
            await audit.note(
                connection, account_id, _ACTOR, action="createAccount", resource="account", target=account_id
            )

    asyncio.run(create())
    click.echo(account_id)


@admin.command()
@_database
@click.argument("account_id")
@click.option("--name", default="admin", show_default=True)
@click.option("--scope", "scopes", multiple=True, default=["*"], show_default=True, help="May be given several times.")
@click.option("--cidr", "allowed_cidrs", multiple=True, help="Network that may use the key; default: any.")
@click.option("--expires-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="Such as 2030-01-31T00:00:00+0000.")
def create_key(
    database: str,
    account_id: str,
    name: str,
    scopes: tuple[str, ...],
    allowed_cidrs: tuple[str, ...],
    expires_at: datetime | None,
) -> None:
    """Create an API key and print it. It is never shown again."""
    try:
        body = ApiKeyCreate(name=name, scopes=list(scopes), allowed_cidrs=list(allowed_cidrs), expires_at=expires_at)
    except ValidationError as error:
        wrong = "; ".join(f"{item['input']!r}: {item['msg']}" for item in error.errors())
        raise click.UsageError(wrong) from None

    async def create() -> str | None:
        async with _owner(database) as connection:
            if not await store.account_exists(connection, AccountId(account_id)):
                raise click.ClickException(f"there is no account {account_id}")
            made = await keys.mint(connection, AccountId(account_id), body)
            await audit.note(
                connection, AccountId(account_id), _ACTOR, action="createApiKey", resource="keys", target=made.id
            )
            return made.key

    try:
        click.echo(asyncio.run(create()))
    except TalkifError as error:
        raise click.ClickException(_said(error)) from None


@admin.command()
@_database
@click.option("--json", "as_json", is_flag=True, help="One JSON array of {name, state, text}.")
def doctor(database: str, as_json: bool) -> None:
    """Check what the programs need on this machine. Exit code 1 when something is missing."""
    findings = []
    for finding in examine(database):
        findings.append(finding)
        if not as_json:
            state = "FAIL" if finding.state == "fail" else finding.state
            click.echo(f"{state:5} {finding.name}: {finding.text}")
    if as_json:
        click.echo(orjson.dumps(findings))
    if any(finding.state == "fail" for finding in findings):
        raise SystemExit(1)


@admin.group()
def numbers() -> None:
    """Phone numbers of the platform's own Twilio account."""


@numbers.command("assign")
@click.argument("number")
@click.option("--account", "account_id", required=True, help="Account that gets the number.")
def assign_number(number: str, account_id: str) -> None:
    """Hand a number (E.164) over to an account, send its calls here, and print its id.

    The settings are those of the API. Without TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN nobody asks Twilio, and the
    number's calls have to be sent here by hand.
    """
    try:
        settings = load()
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    carriers = Carriers(settings, Sealer(settings.encryption_keys), Bulkhead(1))

    async def hand_over() -> str:
        async with _owner(settings.database_url) as connection:
            if not await store.account_exists(connection, AccountId(account_id)):
                raise click.ClickException(f"there is no account {account_id}")
            assigned = await assign(connection, carriers, AccountId(account_id), number)
            await audit.note(
                connection,
                AccountId(account_id),
                _ACTOR,
                action="assignPhoneNumber",
                resource="phone",
                target=assigned.id,
            )
            return assigned.id

    try:
        click.echo(asyncio.run(hand_over()))
    except TalkifError as error:
        raise click.ClickException(_said(error)) from None


def _said(error: TalkifError) -> str:
    return "; ".join([error.detail, *(field.message for field in error.fields)])


@asynccontextmanager
async def _owner(dsn: str) -> AsyncIterator[Connection]:
    try:
        async with await psycopg.AsyncConnection.connect(
            dsn, row_factory=dict_row, connect_timeout=CONNECT_TIMEOUT_S
        ) as connection:
            yield connection
    except psycopg.Error as error:
        raise click.ClickException(str(error)) from None
