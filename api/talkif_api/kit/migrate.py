"""Brings a database up to date: applies the numbered SQL files of the schemas package in order, each exactly once.

Files that ran are never run again and may never change: their checksums are kept in the table schema_migrations.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Final

import psycopg

from . import job_tables

#: Any constant works as long as every program that migrates uses the same one.
_LOCK_KEY: Final = 7_245_118
_LOCK_TIMEOUT: Final = "60s"
_CONNECT_TIMEOUT_S: Final = 10
_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class MigrationError(Exception):
    """The files and the database do not fit together; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Migration:
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped_migrations() -> tuple[Migration, ...]:
    """The migrations of this version of the product, in order.

    Raises MigrationError when a file name has another form or a number is used twice.
    """
    folder = resources.files("talkif_schemas") / "sql"
    found = [Migration(entry.name, entry.read_text(encoding="utf-8")) for entry in folder.iterdir()]
    found.sort(key=lambda migration: migration.name)
    numbers: set[str] = set()
    for migration in found:
        match = _FILE_NAME.fullmatch(migration.name)
        if match is None:
            raise MigrationError(f"{migration.name}: migrations are named NNNN_<name>.sql")
        if match[1] in numbers:
            raise MigrationError(f"{migration.name}: the number {match[1]} is used twice")
        numbers.add(match[1])
    return tuple(found)


def migrate(dsn: str, migrations: Iterable[Migration] | None = None) -> list[str]:
    """Apply what is missing, all or nothing, and return the names of the files that were applied.

    Two programs that migrate at once wait for each other. Raises MigrationError when a file that ran has changed or is
    gone, and psycopg.Error when the server refuses a statement or cannot be reached.
    """
    wanted = tuple(shipped_migrations() if migrations is None else migrations)
    with psycopg.connect(dsn, connect_timeout=_CONNECT_TIMEOUT_S) as connection:
        connection.execute("SELECT set_config('lock_timeout', %s, true)", (_LOCK_TIMEOUT,))
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK_KEY,))
        connection.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
              name text PRIMARY KEY,
              checksum text NOT NULL,
              applied_at timestamptz NOT NULL DEFAULT now()
            )
            """
        )
        ran: dict[str, str] = dict(connection.execute("SELECT name, checksum FROM schema_migrations").fetchall())
        missing = _missing(wanted, ran)
        for migration in missing:
            connection.execute(migration.sql.encode())
            connection.execute(
                "INSERT INTO schema_migrations (name, checksum) VALUES (%s, %s)", (migration.name, migration.checksum)
            )
        job_tables.bring_up_to_date(connection)
    return [migration.name for migration in missing]


def pending(dsn: str) -> list[str]:
    """Names of the shipped migrations that the database has not seen. Same errors as `migrate`."""
    with psycopg.connect(dsn, connect_timeout=_CONNECT_TIMEOUT_S) as connection:
        row = connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL").fetchone()
        known = row is not None and row[0]
        ran: dict[str, str] = (
            dict(connection.execute("SELECT name, checksum FROM schema_migrations").fetchall()) if known else {}
        )
    return [migration.name for migration in _missing(shipped_migrations(), ran)]


def _missing(wanted: tuple[Migration, ...], ran: dict[str, str]) -> list[Migration]:
    gone = sorted(ran.keys() - {migration.name for migration in wanted})
    if gone:
        raise MigrationError(f"the database has migrations that this version does not know: {', '.join(gone)}")
    for migration in wanted:
        if ran.get(migration.name, migration.checksum) != migration.checksum:
            raise MigrationError(f"{migration.name} has changed since it was applied; add a new file instead")
    missing = [migration for migration in wanted if migration.name not in ran]
    if missing and ran and missing[0].name < max(ran):
        raise MigrationError(f"{missing[0].name} comes before {max(ran)}, which was applied already")
    return missing
