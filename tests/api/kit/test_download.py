"""Lists as files: formats, cells that spreadsheets would run, memory, and what happens when the database goes away."""

from __future__ import annotations

import asyncio
import csv

import psycopg
import pytest
from psycopg import sql

from talkif_api.kit.db import Database, open_database
from talkif_api.kit.download import Download, FileFormat
from talkif_schemas.errors import Unavailable
from talkif_schemas.ids import AccountId

A, B = AccountId("account_a"), AccountId("account_b")


class Client:
    """Takes an answer, and keeps how much of it was there when each message came."""

    def __init__(self, *, stops_after: int | None = None, stalls_after: int | None = None) -> None:
        self.messages: list[dict[str, object]] = []
        self._stops_after, self._stalls_after = stops_after, stalls_after

    async def send(self, message: dict[str, object]) -> None:
        if self._stops_after is not None and len(self.messages) >= self._stops_after:
            raise OSError("the client has gone")
        if self._stalls_after is not None and len(self.messages) >= self._stalls_after:
            await asyncio.Event().wait()
        self.messages.append(message)

    @property
    def pieces(self) -> list[bytes]:
        return [piece for message in self.messages if isinstance(piece := message.get("body"), bytes)]


async def take(pool: Database, client: Client, select: str, file_format: FileFormat) -> None:
    statement = sql.SQL("{}").format(sql.SQL(select))
    answer = Download(pool, A, statement, {}, name="x", file_format=file_format)
    await answer.stream_response(client.send)  # type: ignore[arg-type]


async def fetch(dsn: str, select: str, file_format: FileFormat) -> Client:
    client = Client()
    async with open_database(dsn) as pool:
        await take(pool, client, select, file_format)
    return client


async def test_a_cell_that_a_spreadsheet_would_run_is_quoted(database: str) -> None:
    texts = ["=1+1", "+1415", "+1 (415) 555", "+cmd", "-2", "-2+3", "@x", "\tx", "plain, with comma", 'a "b"\nc', ""]
    values = ", ".join(f"({sql.Literal(text).as_string()})" for text in texts)
    client = await fetch(database, f"SELECT * FROM (VALUES {values}) AS t (some_text)", "csv")
    header, *rows = csv.reader(b"".join(client.pieces).decode().splitlines(keepends=True))
    assert header == ["someText"]
    shown = [row[0] if row else "" for row in rows]
    assert shown == [
        "'=1+1", "+1415", "+1 (415) 555", "'+cmd", "-2", "'-2+3", "'@x", "'\tx", "plain, with comma", 'a "b"\nc', "",
    ]  # fmt: skip


async def test_values_look_as_in_the_other_answers(database: str) -> None:
    select = "SELECT timestamptz '2027-01-01 10:00+01' AS created_at, NULL::text AS note, 3 AS total"
    as_csv = await fetch(database, select, "csv")
    as_json = await fetch(database, select, "ndjson")
    assert b"".join(as_csv.pieces) == b"createdAt,note,total\r\n2027-01-01T09:00:00Z,,3\r\n"
    assert b"".join(as_json.pieces) == b'{"createdAt":"2027-01-01T09:00:00Z","note":null,"total":3}\n'


async def test_no_piece_holds_the_whole(database: str) -> None:
    client = await fetch(database, "SELECT i FROM generate_series(1, 10000) AS i", "ndjson")
    assert sum(piece.count(b"\n") for piece in client.pieces) == 10_000
    assert max(piece.count(b"\n") for piece in client.pieces) == 1_000
    assert client.messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_a_number_that_is_larger_than_64_bits_breaks_nothing(database: str) -> None:
    client = await fetch(database, """SELECT '{"x": 100000000000000000000}'::jsonb AS own""", "ndjson")
    assert b"".join(client.pieces) == b'{"own":{"x":1e+20}}\n'


async def test_a_client_that_takes_nothing_loses_its_place(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("talkif_api.kit.download._STALLED_AFTER_S", 0.05)
    client = Client(stalls_after=3)
    async with open_database(database, max_connections=1, pool_timeout_s=2.0) as pool:
        await take(pool, client, "SELECT i FROM generate_series(1, 10000) AS i", "csv")
        async with pool.long_transaction(A):
            pass
    assert all(message.get("more_body", True) for message in client.messages)
    (line,) = caplog.records
    assert (line.levelname, line.exc_info, line.__dict__["accountId"]) == ("WARNING", None, A)


async def test_downloads_of_one_account_leave_half_of_their_places_to_others(database: str) -> None:
    async with open_database(database, max_connections=4, pool_timeout_s=0.5) as pool, pool.long_transaction(A):
        with pytest.raises(Unavailable, match="downloads"):
            async with pool.long_transaction(A):
                pass
        async with pool.long_transaction(B):
            pass


async def test_a_client_that_goes_away_frees_the_connection(database: str) -> None:
    async with open_database(database, max_connections=1, pool_timeout_s=2.0) as pool:
        with pytest.raises(OSError, match="gone"):
            await take(pool, Client(stops_after=4), "SELECT i FROM generate_series(1, 10000) AS i", "csv")
        async with pool.long_transaction(A):
            pass


async def test_an_absent_database_is_told_before_the_answer_begins() -> None:
    client = Client()
    async with open_database("postgresql://postgres@127.0.0.1:1/none", pool_timeout_s=0.05) as pool:
        with pytest.raises(Unavailable):
            await take(pool, client, "SELECT 1", "csv")
    assert client.messages == []


async def test_an_answer_that_breaks_off_has_no_end(database: str) -> None:
    client = Client()
    async with open_database(database) as pool:
        with pytest.raises(psycopg.errors.DivisionByZero):
            await take(pool, client, "SELECT 1 / (4000 - i) AS x FROM generate_series(1, 10000) AS i", "csv")
    assert len(client.messages) > 1
    assert all(message.get("more_body", True) for message in client.messages)


async def test_downloads_leave_half_of_the_connections_to_others(database: str) -> None:
    async with open_database(database, max_connections=2, pool_timeout_s=0.5) as pool, pool.long_transaction(A):
        with pytest.raises(Unavailable, match="downloads"):
            async with pool.long_transaction(A):
                pass
        async with pool.transaction(A):
            pass
