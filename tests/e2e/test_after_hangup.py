"""Whole calls whose flow has something to do after the caller hung up, with the server that it tells on loopback."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from talkif_api.cli.local import free_ports
from talkif_runtime import recovery, switchboard
from talkif_runtime.carrier_logins import CARRIER
from talkif_runtime.dialogue.state import State
from talkif_runtime.phone import HangUp, SimulatedCarrier, WaitForQuiet
from talkif_runtime.phone.webhooks import WebhookClient
from talkif_runtime.session import machine
from talkif_runtime.session.equipment import NoLine
from talkif_runtime.settings import Settings
from talkif_schemas.events import Event, HungUp
from talkif_schemas.ids import new_call_id
from tests.e2e.head import HEAD
from tests.e2e.test_phone_call import NUMBER, TOKEN, Line, line, no_speech
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.elevenlabs_server import ElevenLabsServer

FLOW = (
    HEAD
    + """\
settings: {max_call: 5m, idle: {after: 60s, prompts: ["Hello?"], then: bye}, recording: on}
variables:
  pin: {type: string, pattern: "[0-9]{4}"}
  told: {type: any}
outputs: [told]
outcomes: [done, abandoned]
handlers:
  - {on: hangup, to: sorry}
start: ask
nodes:
  ask:
    type: collect
    into: pin
    slot: digits
    ask: Your pin please.
    input: [speech, dtmf]
    next: [{on: done, to: bye}, {on: gave_up, to: bye}]
  sorry: {type: say, text: "Nobody hears this.", next: tell}
  tell:
    type: http
    method: POST
    url: https://crm.example.com/left
    body: {call: "{{call.id}}"}
    into: told
    timeout: 20s
    next: [{on: success, to: left}, {on: failure, to: bye}, {on: timeout, to: bye}]
  left: {type: end, outcome: abandoned}
  bye: {type: end, say: Goodbye., outcome: done}
"""
)


class Desk:
    """Notes what it is told, and answers when it may."""

    def __init__(self) -> None:
        self.told = asyncio.Queue[bytes]()
        self.may_answer = asyncio.Event()

    async def __aenter__(self) -> Desk:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        self.told.put_nowait(await reader.readexactly(length))
        await self.may_answer.wait()
        body = b'{"ticket": 7}'
        kind = b"Content-Type: application/json\r\nConnection: close"
        writer.write(b"HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body))
        await writer.drain()
        writer.close()


@asynccontextmanager
async def opened(dsn: str, folder: Path, desk: Desk) -> AsyncIterator[Line]:
    hosts = {"crm.example.com": desk.url}
    async with line(
        dsn, folder, stt=DeepgramServer(), tts=ElevenLabsServer(), source=FLOW, tool_hosts=hosts
    ) as phone_line:
        yield phone_line


def row(phone_line: Line) -> Any:
    return phone_line.rows("SELECT status, end_reason, outcome, outputs, ended_at, recording_key FROM calls")[0]


def how_it_ended(phone_line: Line) -> tuple[str, str, str | None]:
    call = row(phone_line)
    return call["status"], call["end_reason"], call["outcome"]


async def over(phone_line: Line) -> None:
    """Until the call's row says that it is over."""
    async with asyncio.timeout(10):
        while row(phone_line)["ended_at"] is None:
            await asyncio.sleep(0.02)


async def test_the_server_is_told_and_the_call_has_the_outcome_behind_it(database: str, tmp_path: Path) -> None:
    async with Desk() as desk, opened(database, tmp_path, desk) as phone_line:
        report = await phone_line.call(WaitForQuiet(), HangUp())
        assert (report.error, report.ended_by) == (None, "caller")
        async with asyncio.timeout(10):
            told = await desk.told.get()
        assert b"call_" in told
        assert row(phone_line)["status"] == "inprogress", "what the carrier says of its end does not cut it short"
        async with httpx.AsyncClient(base_url=phone_line.settings.public_url) as client:
            assert "talkif_calls_active 0.0" in (await client.get("/metrics")).text
        (now,) = phone_line.rows("SELECT now()")
        desk.may_answer.set()
        await over(phone_line)
        assert how_it_ended(phone_line) == ("completed", "caller_hung_up", "abandoned")
        assert row(phone_line)["outputs"] == {"told": {"ticket": 7}}
        assert row(phone_line)["ended_at"] < now["now"], "the call lasted until the line was dead"
        assert desk.told.empty()
    names = phone_line.names()
    assert names[-1] == "CallEnded"
    assert names.count("BotSpoke") == 1
    assert row(phone_line)["recording_key"] is not None


async def test_a_process_that_is_told_to_stop_lets_it_finish(database: str, tmp_path: Path) -> None:
    async with Desk() as desk:
        async with opened(database, tmp_path, desk) as phone_line:
            await phone_line.call(WaitForQuiet(), HangUp())
            answering = asyncio.create_task(_answer_once(desk, phone_line.switchboard._closing))
        await answering
        assert how_it_ended(phone_line) == ("completed", "caller_hung_up", "abandoned")


async def test_a_process_that_is_told_to_stop_does_not_wait_for_ever(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switchboard, "GRACE_S", 0.2)
    async with Desk() as desk:
        async with opened(database, tmp_path, desk) as phone_line:
            await phone_line.call(WaitForQuiet(), HangUp())
        assert how_it_ended(phone_line) == ("completed", "caller_hung_up", None)


async def _answer_once(desk: Desk, when: asyncio.Event) -> None:
    await when.wait()
    desk.may_answer.set()


@pytest.mark.parametrize("had_hung_up", [False, True])
async def test_a_call_whose_process_died_goes_on_where_it_was(
    database: str, tmp_path: Path, had_hung_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(switchboard, "TAKE_OVER_AFTER_S", 0.0)
    monkeypatch.setattr(recovery, "LOOK_EVERY_S", 0.02)
    async with Desk() as desk, opened(database, tmp_path, desk) as phone_line:
        desk.may_answer.set()
        carrier_call_id = await _left_behind(phone_line, had_hung_up=had_hung_up)
        form = {
            "CallSid": carrier_call_id, "AccountSid": "AC1", "From": "+14155551234", "To": NUMBER,
            "Direction": "inbound", "CallStatus": "completed",
        }  # fmt: skip
        async with WebhookClient(TOKEN) as carrier:
            for _ in range(2):
                await carrier.post(f"{phone_line.settings.public_url}/carrier/twilio/status", form)
        await over(phone_line)
    assert desk.told.qsize() == (0 if had_hung_up else 1), "a request that was under way is not sent again"
    assert how_it_ended(phone_line) == ("completed", "caller_hung_up", None if had_hung_up else "abandoned")
    seqs = [entry["seq"] for entry in phone_line.rows("SELECT seq FROM call_events ORDER BY seq")]
    assert seqs == list(range(len(seqs)))
    assert phone_line.names()[-1] == "CallEnded"


async def test_a_process_that_is_killed_after_the_carrier_said_that_the_call_is_over(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "LOOK_EVERY_S", 0.02)
    async with Desk() as desk, opened(database, tmp_path, desk) as phone_line:
        async with other_process(phone_line.settings) as (url, process):
            carrier = SimulatedCarrier(
                voice_url=f"{url}/carrier/twilio/voice", auth_token=TOKEN, status_url=f"{url}/carrier/twilio/status"
            )
            script = (WaitForQuiet(), HangUp())
            report = await carrier.place_call(from_="+14155551234", to=NUMBER, script=script, speak=no_speech)
            assert report.error is None
            async with asyncio.timeout(10):
                await desk.told.get()
            process.kill()
            await process.wait()
        (call,) = phone_line.rows("SELECT status, line_dead_at < now() AS told, recover_at > now() AS alone FROM calls")
        assert call == {"status": "inprogress", "told": True, "alone": True}
        assert phone_line.switchboard._here == set(), "nobody takes it before its own process had its time"
        desk.may_answer.set()
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("UPDATE calls SET recover_at = now()")
        await over(phone_line)
        (ended,) = phone_line.rows("SELECT ended_at - line_dead_at AS after FROM calls")
    assert how_it_ended(phone_line) == ("completed", "caller_hung_up", None)
    assert desk.told.empty(), "the request that was under way is not sent again"
    assert abs(ended["after"].total_seconds()) < 1, "the call lasted until the line was dead"
    assert phone_line.names()[-1] == "CallEnded"


async def test_a_call_that_nobody_can_go_on_with_has_failed_at_last(database: str, tmp_path: Path) -> None:
    async with Desk() as desk, opened(database, tmp_path, desk) as phone_line:
        await _left_behind(phone_line, had_hung_up=True)
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("UPDATE call_events SET name = 'OfALaterVersion' WHERE seq = 0")
            connection.execute("UPDATE calls SET line_dead_at = now() - interval '59 min', recover_at = now()")
            await _recovered(phone_line)
            assert row(phone_line)["status"] == "inprogress", "a process of a later version may be there soon"
            connection.execute("UPDATE calls SET line_dead_at = now() - interval '61 min', recover_at = now()")
            await _recovered(phone_line)
    assert how_it_ended(phone_line) == ("failed", "error", None)


async def _recovered(phone_line: Line) -> None:
    await phone_line.switchboard.recover()
    await asyncio.gather(*phone_line.switchboard._taking_over)


@asynccontextmanager
async def other_process(settings: Settings) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """`talkif runtime` with the same settings, and where its webhooks are."""
    ports = free_ports()
    env = os.environ | {
        "TALKIF_DATABASE_URL": settings.database_url,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token,
        "TALKIF_MEDIA_KEY": settings.media_key.decode(),
        "TALKIF_PUBLIC_URL": f"http://127.0.0.1:{ports.webhooks}",
        "TALKIF_MEDIA_URL": f"ws://127.0.0.1:{ports.media}",
        "TALKIF_RUNTIME_PORT": str(ports.webhooks),
        "TALKIF_MEDIA_PORT": str(ports.media),
        "TALKIF_STORAGE_URL": settings.recordings_url,
        "TALKIF_VENDOR_URLS": _pairs(settings.vendor_urls),
        "TALKIF_TOOL_HOSTS": _pairs(settings.tool_hosts),
        "DEEPGRAM_API_KEY": "k",
        "ELEVENLABS_API_KEY": "k",
    }
    program = Path(sys.executable).with_name("talkif")
    process = await asyncio.create_subprocess_exec(program, "runtime", env=env, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            assert b"webhooks on" in await process.stdout.readline()
        yield env["TALKIF_PUBLIC_URL"], process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _pairs(mapping: Mapping[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in mapping.items())


async def _left_behind(phone_line: Line, *, had_hung_up: bool) -> str:
    """The row and the journal of a call that another process answered. Returns the carrier's id of it."""
    board = phone_line.switchboard
    store, carrier_call_id = board._store, "CA" + "1" * 32
    route = await store.route_number(NUMBER, carrier_call_id)
    assert route is not None
    assert route.digest is not None
    call_id = await store.create_call(new_call_id(), route, CARRIER, carrier_call_id, "+14155551234", NUMBER, "nonce")
    await store.answer_call(call_id, route.account_id, "nonce")
    stored = await store.find_call(call_id)
    assert stored is not None
    program = await board.programs.load(route.account_id, route.digest)
    _, first = await board.prepare(stored, NoLine())
    inputs: list[Event] = [*first]
    if had_hung_up:
        inputs.append(HungUp(at_ms=1, by="caller", reason="stop"))
    state, journal = State(), list[Event]()
    for event in inputs:
        outcome = machine.step(program, state, event)
        state = outcome.state
        journal += [event, *outcome.facts]
    for seq, event in enumerate(journal):
        board._equipment.recorder.append(route.account_id, call_id, seq, event)
    await board._equipment.recorder.flush()
    return carrier_call_id
