"""Fixtures that several parts of the tests share: databases."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from talkif_api.kit.embedded import start_postgres
from talkif_api.kit.migrate import migrate

TEMPLATE = "migrated"


def remove_when_stopped(folder: Path) -> None:
    if not (folder / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(testrun_uid: str) -> str:
    """DSN of the superuser on a server of this test run; all workers of the run share it.

    Its folder is not one of pytest's: each start of pytest closes /tmp/pytest-of-<user> to other users, and when root
    runs the tests the server is another user.
    """
    folder = Path(tempfile.gettempdir()) / f"talkif-tests-{testrun_uid}"
    # Handlers run in reverse: by then the last process of the run has stopped the server.
    atexit.register(remove_when_stopped, folder)
    dsn = start_postgres(folder)
    with psycopg.connect(dsn, autocommit=True) as connection:
        # Roles belong to the whole server, so two workers must not migrate at once.
        connection.execute("SELECT pg_advisory_lock(1)")
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone() is None:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(f"{TEMPLATE}_new")))
            migrate(make_conninfo(dsn, dbname=f"{TEMPLATE}_new"))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(f"{TEMPLATE}_new"), sql.Identifier(TEMPLATE)
                )
            )
    return dsn


@pytest.fixture(scope="session")
def new_database(postgres: str) -> Callable[..., str]:
    """Makes databases: `new_database()` is migrated, `new_database(empty=True)` has nothing in it. Returns the DSN.

    They go with the server's folder: dropping them one by one takes longer than many tests.
    """

    def make(*, empty: bool = False) -> str:
        name = f"test_{uuid.uuid4().hex}"
        template = "template1" if empty else TEMPLATE
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return make_conninfo(postgres, dbname=name)

    return make


@pytest.fixture
def database(new_database: Callable[..., str]) -> str:
    """DSN (superuser) of a fresh, migrated database for one test."""
    return new_database()


@pytest.fixture(scope="module")
def module_database(new_database: Callable[..., str]) -> str:
    """DSN (superuser) of a migrated database that the tests of one module share."""
    return new_database()
