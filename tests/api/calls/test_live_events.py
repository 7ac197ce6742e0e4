"""The journal of a call as a stream, over a real connection."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import httpx
import orjson
import pytest
from fastapi import FastAPI

from talkif_api.calls import live_events
from talkif_api.calls.live_events import MAX_STREAMS, MAX_STREAMS_OF_ACCOUNT, Streams
from talkif_api.kit.clock import monotonic_s
from talkif_runtime.server import serve_http
from talkif_runtime.store import open_store
from talkif_schemas import events
from talkif_schemas.ids import AccountId, CallId
from tests.api.calls.conftest import JOURNAL, Past
from tests.api.calls.journals import heard
from tests.api.conftest import owner

#: A process that is told to stop has 15 s to finish what runs.
SOON_S = 10.0


@dataclass(frozen=True)
class Event:
    id: str
    name: str
    data: Any


@pytest.fixture
async def origin(app: FastAPI, free_port: int) -> AsyncIterator[str]:
    app.state.streams.poll_s = 0.02
    async with serve_http(app, "127.0.0.1", free_port):
        yield f"http://127.0.0.1:{free_port}"


@asynccontextmanager
async def opened(past: Past, origin: str, **headers: str) -> AsyncIterator[httpx.Response]:
    url = f"{origin}/api/v1/accounts/{past.account.account_id}/calls/call_1/events"
    sent = {"Authorization": f"Bearer {past.account.key}", "Accept": "text/event-stream", **headers}
    async with httpx.AsyncClient(timeout=20) as client, client.stream("GET", url, headers=sent) as response:
        yield response


async def read(response: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.strip()
        elif "event" in fields:
            yield Event(fields.get("id", ""), fields["event"], json.loads(fields["data"]))
            fields = {}
        else:
            fields = {}


async def going_on(past: Past, journal: tuple[events.Event, ...] = JOURNAL[:3]) -> None:
    await past.call("call_1", status="inprogress", journal=journal)
    async with owner(past.account.dsn) as connection:
        await connection.execute("UPDATE calls SET ended_at = NULL, outcome = NULL")


async def goes_on(past: Past, seq: int, event: events.Event) -> None:
    name, data = events.encode(event)
    async with open_store(past.account.dsn) as store:
        await store.append_events(
            past.account.account_id, [(CallId("call_1"), seq, event.at_ms, name, json.dumps(data))]
        )


async def is_over(past: Past) -> None:
    async with open_store(past.account.dsn) as store:
        await store.finish_call(CallId("call_1"), past.account.account_id, status="completed", end_reason="bot_ended")


async def test_what_there_is_comes_at_once_and_the_rest_as_it_happens(past: Past, origin: str) -> None:
    await going_on(past)
    async with opened(past, origin) as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        stream = read(response)
        first = [await anext(stream) for _ in range(3)]
        assert [(event.id, event.name) for event in first] == [
            ("0", "NodeEntered"),
            ("1", "BotSpoke"),
            ("2", "SpeechBegan"),
        ]
        assert first[1].data == {"seq": 1, "atMs": 0, "name": "BotSpoke", "data": first[1].data["data"]}
        await goes_on(past, 3, heard(2_600, "Thanks."))
        assert (await anext(stream)).data["data"]["text"] == "Thanks."
        await is_over(past)
        assert [event.name async for event in stream] == ["end"]


async def test_a_client_that_comes_back_goes_on_where_it_was(past: Past, origin: str) -> None:
    await past.call("call_1")
    async with opened(past, origin, **{"Last-Event-ID": "8"}) as response:
        assert [(event.id, event.name) async for event in read(response)] == [
            ("9", "SpeechPlayed"),
            ("10", "CallEnded"),
            ("", "end"),
        ]
    async with opened(past, origin, **{"Last-Event-ID": "10"}) as response:
        assert response.status_code == 204


async def test_a_long_journal_comes_whole(past: Past, origin: str) -> None:
    journal = tuple(heard(number, str(number)) for number in range(1_203))
    await past.call("call_1", journal=journal)
    async with opened(past, origin) as response:
        assert [event.id async for event in read(response)] == [*map(str, range(1_203)), ""]


async def test_while_nothing_happens_the_stream_shows_that_it_lives(
    past: Past, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "_HEARTBEAT_S", 0.05)
    await going_on(past, ())
    async with opened(past, origin) as response:
        lines = response.aiter_lines()
        assert [await anext(lines) for _ in range(4)] == ["retry: 1000", "", ":", ""]


async def refused(past: Past, origin: str) -> None:
    async with opened(past, origin) as response:
        assert (response.status_code, response.headers["Retry-After"]) == (429, "5")
        assert json.loads(await response.aread())["code"] == "too_many_streams"


async def test_streams_are_bounded_and_given_back(past: Past, app: FastAPI, origin: str) -> None:
    await going_on(past)
    streams: Streams = app.state.streams
    async with opened(past, origin) as response:
        stream = read(response)
        await anext(stream)
        assert streams.open == {past.account.account_id: 1}
        streams.open[AccountId("account_other")] = MAX_STREAMS - 1
        await refused(past, origin)
        del streams.open[AccountId("account_other")]
        await anext(stream)
    async with asyncio.timeout(10):
        while streams.open:
            await asyncio.sleep(0.01)


async def test_one_account_does_not_take_the_streams_of_all(past: Past, app: FastAPI, origin: str) -> None:
    await going_on(past)
    streams: Streams = app.state.streams
    streams.open[AccountId("account_other")] = MAX_STREAMS_OF_ACCOUNT
    async with opened(past, origin) as response:
        stream = read(response)
        await anext(stream)
        streams.open[past.account.account_id] = MAX_STREAMS_OF_ACCOUNT
        await refused(past, origin)
        streams.open[past.account.account_id] = 1
        await anext(stream)


@pytest.mark.parametrize(
    "change",
    [
        "revoked_at = now()",
        "expires_at = now()",
        "allowed_cidrs = '{192.0.2.0/24}'",
        "scopes = '{contacts:read}'",
    ],
)
async def test_a_stream_ends_soon_after_its_key_may_not_read_calls(
    past: Past, origin: str, monkeypatch: pytest.MonkeyPatch, change: LiteralString
) -> None:
    monkeypatch.setattr(live_events, "_KEY_S", 0.0)
    await going_on(past)
    async with opened(past, origin) as response:
        stream = read(response)
        assert [(await anext(stream)).id for _ in range(3)] == ["0", "1", "2"]
        async with owner(past.account.dsn) as connection:
            await connection.execute("UPDATE api_keys SET " + change)
        async with asyncio.timeout(10):
            assert [event async for event in stream] == []


async def test_a_key_that_is_bound_to_the_address_of_the_client_goes_on(
    past: Past, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "_KEY_S", 0.0)
    await going_on(past)
    async with owner(past.account.dsn) as connection:
        await connection.execute("UPDATE api_keys SET allowed_cidrs = '{127.0.0.0/8}', scopes = '{calls:*}'")
    async with opened(past, origin) as response:
        stream = read(response)
        assert [(await anext(stream)).id for _ in range(3)] == ["0", "1", "2"]
        await goes_on(past, 3, heard(2_600, "Thanks."))
        assert (await anext(stream)).id == "3"


async def test_open_streams_hold_no_connection_to_the_database(past: Past, app: FastAPI, origin: str) -> None:
    """The pool of the tests has five."""
    await going_on(past)
    async with asyncio.TaskGroup() as tasks, asyncio.timeout(20):
        many = [opened(past, origin) for _ in range(12)]
        responses = [await one.__aenter__() for one in many]
        streams = [read(response) for response in responses]
        for stream in streams:
            await anext(stream)
        assert (await past.account.get("/calls/call_1")).status_code == 200
        for one in many:
            tasks.create_task(one.__aexit__(None, None, None))  # type: ignore[arg-type]


async def test_an_hour_is_the_longest(past: Past, origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_events, "_LONGEST_S", 0.0)
    await going_on(past)
    async with opened(past, origin) as response:
        assert [event async for event in read(response)] == []


async def test_a_wrong_id_is_named_and_an_unknown_call_is_not_found(past: Past, origin: str) -> None:
    async with opened(past, origin) as response:
        assert response.status_code == 404
    await going_on(past)
    async with opened(past, origin, **{"Last-Event-ID": "x"}) as response:
        problem = json.loads(await response.aread())
    assert (response.status_code, problem["errors"][0]["field"]) == (400, "Last-Event-ID")


async def _answers(url: str) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(url)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


async def test_a_stream_ends_by_itself_when_the_process_is_told_to_stop(
    past: Past, environment: dict[str, str], free_port: int
) -> None:
    await going_on(past)
    origin = f"http://127.0.0.1:{free_port}"
    process = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("talkif"),
        "api",
        env=environment | {"TALKIF_API_PORT": str(free_port), "TALKIF_LOG_FORMAT": "json"},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        await _answers(f"{origin}/healthz")
        headers = {"Authorization": f"Bearer {past.account.key}", "Accept": "text/event-stream"}
        url = f"{origin}/api/v1/accounts/{past.account.account_id}/calls/call_1/events"
        async with httpx.AsyncClient(timeout=30) as client, client.stream("GET", url, headers=headers) as response:
            lines = response.aiter_lines()
            async for line in lines:
                if line == "id: 2":
                    break
            told_at = monotonic_s()
            process.send_signal(signal.SIGTERM)
            last = [line async for line in lines if line][-1]
        _, errors = await asyncio.wait_for(process.communicate(), 30)
        took_s = monotonic_s() - told_at
    finally:
        if process.returncode is None:
            process.kill()
    assert last == ": This server stops. Come back with Last-Event-ID."
    assert (process.returncode, took_s < SOON_S) == (0, True)
    logged = [orjson.loads(line) for line in errors.splitlines()]
    messages = [line["message"] for line in logged]
    assert messages.index("told to stop") < next(n for n, text in enumerate(messages) if text.endswith("/events 200"))
    assert "ERROR" not in {line["level"] for line in logged}
