"""Transactions see one account, leave nothing behind, and turn every outage into Unavailable."""

from __future__ import annotations

import psycopg
import pytest

from talkif_api.kit.db import Connection, Database, Question, as_account, open_database
from talkif_schemas.errors import Unavailable
from talkif_schemas.ids import AccountId

A, B = AccountId("account_a"), AccountId("account_b")


async def write(database: Database, *statements: str) -> None:
    async with database.transaction(A) as connection:
        for statement in statements:
            await connection.execute(statement.encode())


@pytest.fixture
def two_accounts(database: str) -> str:
    with psycopg.connect(database) as connection:
        connection.execute("INSERT INTO accounts (account_id, name) VALUES (%s, 'A'), (%s, 'B')", (A, B))
    return database


async def test_a_transaction_sees_one_account(two_accounts: str) -> None:
    async with open_database(two_accounts) as database:
        for account in (A, B):
            async with database.transaction(account) as connection:
                rows = await (await connection.execute("SELECT account_id FROM accounts")).fetchall()
            assert rows == [{"account_id": account}]


async def test_a_connection_that_comes_back_sees_no_account(two_accounts: str) -> None:
    async with open_database(two_accounts, max_connections=1) as database:
        async with database.transaction(A):
            pass
        async with database.connection() as connection:
            assert await (await connection.execute("SELECT * FROM accounts")).fetchall() == []


async def test_an_exception_rolls_back(two_accounts: str) -> None:
    insert = "INSERT INTO flows (flow_id, account_id, slug, name) VALUES ('flow_1', 'account_a', 's', 'n')"
    async with open_database(two_accounts) as database:
        with pytest.raises(psycopg.errors.UniqueViolation):
            await write(database, insert, insert)
        async with database.transaction(A) as connection:
            assert await (await connection.execute("SELECT * FROM flows")).fetchall() == []


async def test_what_is_asked_before_a_transaction_stays_when_that_is_rolled_back(two_accounts: str) -> None:
    with psycopg.connect(two_accounts) as connection:
        connection.execute("CREATE TABLE asked (note text); GRANT SELECT, INSERT ON asked TO talkif_app")
    question = Question("INSERT INTO asked VALUES (%s) RETURNING (SELECT count(*) FROM accounts) AS seen", ("it's",))

    async def fails(connection: Connection) -> None:
        async with as_account(connection, A, after=question) as row:
            assert row == {"seen": 0}, "no account is seen yet"
            await connection.execute("INSERT INTO asked VALUES ('later')")
            raise ZeroDivisionError

    async with open_database(two_accounts, max_connections=1) as database, database.connection() as connection:
        with pytest.raises(ZeroDivisionError):
            await fails(connection)
        assert await (await connection.execute("SELECT note FROM asked")).fetchall() == [{"note": "it's"}]


async def test_a_transaction_that_a_question_precedes_sees_one_account(two_accounts: str) -> None:
    async with (
        open_database(two_accounts) as database,
        database.connection() as connection,
        as_account(connection, A, after=Question("SELECT %s::int AS number", (7,))) as row,
    ):
        assert row == {"number": 7}
        assert await (await connection.execute("SELECT account_id FROM accounts")).fetchall() == [{"account_id": A}]


async def test_a_question_that_fails_begins_no_transaction(two_accounts: str) -> None:
    async with open_database(two_accounts, max_connections=1) as database, database.connection() as connection:
        with pytest.raises(psycopg.errors.DivisionByZero):
            async with as_account(connection, A, after=Question("SELECT 1 / %s AS none", (0,))):
                pytest.fail("the transaction began")
        assert await (await connection.execute("SELECT * FROM accounts")).fetchall() == []


async def test_no_free_connection_is_unavailable(two_accounts: str) -> None:
    async with (
        open_database(two_accounts, max_connections=1, pool_timeout_s=0.05) as database,
        database.transaction(A) as taken,
    ):
        with pytest.raises(Unavailable, match="too busy"):
            await write(database, "SELECT 1")
        assert not taken.closed


async def test_no_server_is_unavailable() -> None:
    async with open_database("postgresql://postgres@127.0.0.1:1/none", pool_timeout_s=0.05) as database:
        with pytest.raises(Unavailable):
            await write(database, "SELECT 1")


async def test_a_server_that_breaks_off_is_unavailable_and_the_next_transaction_works(two_accounts: str) -> None:
    async with open_database(two_accounts, max_connections=1) as database:
        with pytest.raises(Unavailable, match="does not answer"):
            await write(database, "RESET ROLE", "SELECT pg_terminate_backend(pg_backend_pid())")
        async with database.transaction(A) as connection:
            await connection.execute("SELECT 1")


async def test_a_statement_that_takes_too_long_is_unavailable(two_accounts: str) -> None:
    async with open_database(two_accounts) as database:
        with pytest.raises(Unavailable):
            await write(database, "SET LOCAL statement_timeout = 1", "SELECT pg_sleep(10)")


def drop_connections(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND application_name = 'talkif-api'"
        )


async def test_a_server_that_dropped_us_is_noticed_by_one_request_at_most(two_accounts: str) -> None:
    async with open_database(two_accounts, max_connections=1) as database:
        await write(database, "SELECT 1")
        drop_connections(two_accounts)
        with pytest.raises(Unavailable):
            await write(database, "SELECT 1")
        await write(database, "SELECT 1")


async def test_a_connection_that_was_idle_is_looked_at_before_it_is_used(
    two_accounts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talkif_api.kit.db.TRUSTED_S", 0.0)
    async with open_database(two_accounts, max_connections=1) as database:
        await write(database, "SELECT 1")
        drop_connections(two_accounts)
        await write(database, "SELECT 1")
