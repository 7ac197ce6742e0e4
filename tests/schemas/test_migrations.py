"""The migrations apply once, in order, and their tables keep accounts apart."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from talkif_api.kit.migrate import Migration, MigrationError, migrate, pending, shipped_migrations

FIRST = Migration("0001_first.sql", "CREATE TABLE first (x int)")
SECOND = Migration("0002_second.sql", "CREATE TABLE second (x int)")


def tables(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {row[0] for row in rows}


@pytest.fixture
def empty(new_database: Callable[..., str]) -> str:
    return new_database(empty=True)


def test_each_file_is_applied_once(empty: str) -> None:
    assert migrate(empty, [FIRST]) == ["0001_first.sql"]
    assert migrate(empty, [FIRST, SECOND]) == ["0002_second.sql"]
    assert migrate(empty, [FIRST, SECOND]) == []
    assert tables(empty) == {"schema_migrations", "first", "second"}


def test_a_changed_file_is_refused(empty: str) -> None:
    migrate(empty, [FIRST])
    with pytest.raises(MigrationError, match=r"0001_first\.sql has changed"):
        migrate(empty, [Migration(FIRST.name, FIRST.sql + " "), SECOND])
    assert "second" not in tables(empty)


def test_a_database_from_a_later_version_is_refused(empty: str) -> None:
    migrate(empty, [FIRST, SECOND])
    with pytest.raises(MigrationError, match=r"does not know: 0002_second\.sql"):
        migrate(empty, [FIRST])


def test_a_file_slipped_in_before_applied_ones_is_refused(empty: str) -> None:
    migrate(empty, [SECOND])
    with pytest.raises(MigrationError, match=r"0001_first\.sql comes before 0002_second\.sql"):
        migrate(empty, [FIRST, SECOND])


def test_a_failing_file_leaves_nothing_behind(empty: str) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        migrate(empty, [FIRST, Migration("0002_broken.sql", "CREATE TABEL second (x int)")])
    assert tables(empty) == set()


def test_programs_that_migrate_at_once_wait_for_each_other(empty: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda _: migrate(empty, [FIRST, SECOND]), range(4)))
    assert sorted(results) == [[], [], [], [FIRST.name, SECOND.name]]


def test_pending_names_what_is_missing(empty: str, database: str) -> None:
    assert pending(empty) == [migration.name for migration in shipped_migrations()]
    assert pending(database) == []


def test_every_table_of_an_account_is_guarded_by_row_level_security(database: str) -> None:
    with psycopg.connect(database) as connection:
        open_tables = connection.execute(
            """
            SELECT c.relname FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND c.relname <> 'schema_migrations'
              AND NOT (c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
            """
        ).fetchall()
    assert open_tables == []


def test_a_forgotten_where_shows_only_the_own_account(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO accounts (account_id, name) VALUES ('account_a', 'A'), ('account_b', 'B')")
        connection.execute(
            """
            INSERT INTO flows (flow_id, account_id, slug, name)
            VALUES ('flow_a', 'account_a', 'a', 'A'), ('flow_b', 'account_b', 'b', 'B')
            """
        )
        connection.execute("SET LOCAL ROLE talkif_app")
        assert connection.execute("SELECT flow_id FROM flows").fetchall() == []
        connection.execute("SELECT set_config('talkif.account_id', 'account_a', true)")
        assert connection.execute("SELECT flow_id FROM flows").fetchall() == [("flow_a",)]
        assert connection.execute("UPDATE flows SET name = 'mine' RETURNING flow_id").fetchall() == [("flow_a",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(
                "INSERT INTO flows (flow_id, account_id, slug, name) VALUES ('flow_c', 'account_b', 'c', 'C')"
            )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE call_events SET data = '{}'",
        "DELETE FROM call_events",
        "UPDATE flow_versions SET notes = ''",
        "DELETE FROM artifacts",
        "DELETE FROM flow_pointer_moves",
        "INSERT INTO accounts (account_id, name) VALUES ('account_x', 'X')",
    ],
)
def test_history_cannot_be_rewritten_by_the_application(database: str, statement: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL ROLE talkif_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
