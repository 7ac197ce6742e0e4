"""Whole calls: a simulated phone, the runtime on its real listeners, PostgreSQL, and vendors on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import websockets
from psycopg.rows import dict_row

from talkif_api.cli.local import free_ports
from talkif_runtime import media, webhooks
from talkif_runtime.main import running
from talkif_runtime.media_token import MediaToken, sign
from talkif_runtime.phone import HangUp, Press, Silence, SimulatedCarrier, Step, WaitForQuiet
from talkif_runtime.settings import Settings
from talkif_runtime.switchboard import Switchboard
from talkif_runtime.wire import g711, twilio
from talkif_schemas.ids import CallId, new_call_id
from tests.e2e.head import HEAD
from tests.runtime.seeding import Seeded, seed
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.elevenlabs_server import ElevenLabsServer

NUMBER = "+14155550100"
TOKEN = "twilio-token"
MEDIA_KEY = b"m" * 32

FLOW = (
    HEAD
    + """\
settings: {max_call: 5m, idle: {after: 60s, prompts: ["Hello?"], then: bye}, recording: on}
variables:
  pin: {type: string, pattern: "[0-9]{4}"}
outputs: [pin]
outcomes: [done, escalated, unreachable, abandoned]
handlers:
  - {on: hangup, to: left}
start: ask
nodes:
  ask:
    type: collect
    into: pin
    slot: digits
    ask: Your pin please.
    input: [speech, dtmf]
    max_digits: 4
    next:
      - {on: done, to: route}
      - {on: gave_up, to: bye}
  route:
    type: branch
    next:
      - {if: "vars.pin == '0000'", to: human}
      - {else: bye}
  human:
    type: transfer
    to: "+14155550123"
    ring: 30m
    caller_id: "{{call.to}}"
    next:
      - {on: success, to: handed_over}
      - {on: busy, to: sorry}
      - {on: no_answer, to: sorry}
      - {on: failure, to: sorry}
  handed_over: {type: end, outcome: escalated}
  sorry: {type: end, say: Nobody is there. Goodbye., outcome: unreachable}
  left: {type: end, outcome: abandoned}
  bye: {type: end, say: Goodbye., outcome: done}
"""
)


async def no_speech(_text: str) -> bytes:
    return g711.silence(100)


@dataclass(frozen=True, slots=True)
class Line:
    settings: Settings
    switchboard: Switchboard
    seeded: Seeded
    stt: DeepgramServer
    tts: ElevenLabsServer

    async def call(
        self, *script: Step, dial_results: tuple[Any, ...] = (), speak: Callable[[str], Awaitable[bytes]] = no_speech
    ) -> Any:
        base = self.settings.public_url
        carrier = SimulatedCarrier(
            voice_url=f"{base}/carrier/twilio/voice",
            auth_token=TOKEN,
            status_url=f"{base}/carrier/twilio/status",
            amd_url=f"{base}/carrier/twilio/amd",
        )
        return await carrier.place_call(
            from_="+14155551234", to=NUMBER, script=script, speak=speak, dial_results=dial_results
        )

    def rows(self, query: str) -> list[dict[str, Any]]:
        with psycopg.connect(self.settings.database_url, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]

    def names(self) -> list[str]:
        return [row["name"] for row in self.rows("SELECT name FROM call_events ORDER BY call_id, seq")]


@asynccontextmanager
async def line(
    dsn: str,
    folder: Path,
    *,
    stt: DeepgramServer,
    tts: ElevenLabsServer,
    source: str = FLOW,
    vendor_urls: Mapping[str, str] | None = None,
    **more: Any,
) -> AsyncIterator[Line]:
    ports = free_ports()
    async with stt, tts:
        settings = Settings(
            database_url=dsn,
            twilio_auth_token=TOKEN,
            media_key=MEDIA_KEY,
            public_url=f"http://127.0.0.1:{ports.webhooks}",
            media_url=f"ws://127.0.0.1:{ports.media}",
            http_port=ports.webhooks,
            media_port=ports.media,
            recordings_url=f"file:{folder}",
            vendor_keys={"deepgram": "k", "openai": "k", "elevenlabs": "k"},
            vendor_urls={"deepgram": stt.url, "elevenlabs": tts.url, "openai": "http://127.0.0.1:9/v1"}
            | dict(vendor_urls or {}),
            **more,
        )
        seeded = seed(dsn, source, number=NUMBER)
        async with running(settings) as switchboard:
            yield Line(settings, switchboard, seeded, stt, tts)


@pytest.fixture
async def phone_line(database: str, tmp_path: Path) -> AsyncIterator[Line]:
    async with line(database, tmp_path, stt=DeepgramServer(), tts=ElevenLabsServer()) as opened:
        yield opened


async def test_a_call_by_keypad_from_webhook_to_recording(database: str, tmp_path: Path) -> None:
    async with line(database, tmp_path, stt=DeepgramServer(), tts=ElevenLabsServer()) as opened:
        report = await opened.call(WaitForQuiet(), Press("1234"))
    assert (report.error, report.ended_by) == (None, "server")
    assert report.stream_close_codes == (1000,)
    call = opened.rows("SELECT * FROM calls")[0]
    assert (call["status"], call["end_reason"], call["outcome"]) == ("completed", "bot_ended", "done")
    assert call["outputs"] == {"pin": "1234"}
    assert call["digest"] == opened.seeded.digest
    recording = tmp_path / call["recording_key"]
    assert recording.read_bytes()[:4] == b"RIFF"
    names = opened.names()
    assert names[0] == "CallStarted"
    assert names[-1] == "CallEnded"
    assert opened.switchboard.active == {}


async def test_when_the_caller_hangs_up_the_call_is_over_on_both_sides(phone_line: Line) -> None:
    report = await phone_line.call(WaitForQuiet(), HangUp())
    assert report.ended_by == "caller"
    await saved(phone_line)
    call = phone_line.rows("SELECT status, end_reason, outcome FROM calls")[0]
    assert call == {"status": "completed", "end_reason": "caller_hung_up", "outcome": "abandoned"}


@pytest.mark.parametrize(
    ("dialled", "outcome", "reason"), [("completed", "escalated", "transferred"), ("busy", "unreachable", "bot_ended")]
)
async def test_a_transfer_hands_over_or_brings_the_caller_back(
    phone_line: Line, dialled: str, outcome: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(twilio, "dial", lambda *dial, real=twilio.dial: asked.append(dial) or real(*dial))
    report = await phone_line.call(WaitForQuiet(), Press("0000"), dial_results=(dialled,))
    assert report.error is None
    assert report.dialled == (("+14155550123",),)
    assert asked[0][2:4] == (600, NUMBER), "seconds to ring, as many as Twilio takes, and the number that is shown"
    await saved(phone_line)
    call = phone_line.rows("SELECT end_reason, outcome FROM calls")[0]
    assert call == {"end_reason": reason, "outcome": outcome}
    seqs = phone_line.rows("SELECT seq FROM call_events ORDER BY seq")
    assert [row["seq"] for row in seqs] == list(range(len(seqs)))


async def test_vendors_that_refuse_end_the_call_in_an_orderly_way(database: str, tmp_path: Path) -> None:
    stt, tts = DeepgramServer(refuse_status=401), ElevenLabsServer()
    async with line(database, tmp_path, stt=stt, tts=tts) as opened:
        report = await opened.call()
        await saved(opened)
        call = opened.rows("SELECT status, end_reason FROM calls")[0]
    assert call == {"status": "failed", "end_reason": "error"}
    assert report.heard_ms > 0, "the caller is told"
    assert opened.switchboard.active == {}


async def test_a_number_that_nobody_connected_is_told_so(phone_line: Line) -> None:
    phone_line.rows("SELECT 1")
    with psycopg.connect(phone_line.settings.database_url, autocommit=True) as connection:
        connection.execute("UPDATE phone_numbers SET flow_id = NULL, environment = NULL")
    report = await phone_line.call()
    assert report.said == ("This number is not in service. Goodbye.",)


async def test_a_flow_that_cannot_run_is_found_out_before_the_call_is_answered(phone_line: Line) -> None:
    with psycopg.connect(phone_line.settings.database_url, autocommit=True) as connection:
        connection.execute("UPDATE artifacts SET body = '{}'")
    report = await phone_line.call()
    assert report.error is not None
    assert "answered 503" in report.error
    assert phone_line.rows("SELECT * FROM calls") == []


# ---------------------------------------------------------------- bad input


async def test_a_webhook_without_a_valid_signature_is_refused(phone_line: Line) -> None:
    form = {"CallSid": "CA1", "AccountSid": "AC1", "From": "+1", "To": NUMBER, "Direction": "inbound",
            "CallStatus": "ringing"}  # fmt: skip
    async with httpx.AsyncClient(base_url=phone_line.settings.public_url) as client:
        for headers in ({}, {"X-Twilio-Signature": "forged"}):
            answer = await client.post("/carrier/twilio/voice", data=form, headers=headers)
            assert answer.status_code == 403
        large = await client.post("/carrier/twilio/voice", content=b"x" * 100_000)
        assert large.status_code == 403
    assert phone_line.rows("SELECT * FROM calls") == []


async def test_a_form_that_never_comes_is_not_waited_for(phone_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "FORM_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", phone_line.settings.http_port)
    writer.write(
        b"POST /carrier/twilio/voice HTTP/1.1\r\nHost: a\r\nX-Twilio-Signature: b\r\nContent-Length: 9\r\n\r\n"
    )
    async with asyncio.timeout(10):
        assert (await reader.readline()).split()[1] == b"403"
    writer.close()


async def test_a_media_token_works_once(phone_line: Line) -> None:
    """A listener on the wire cannot join or repeat a call with the URL that it has seen."""
    seen: list[str] = []
    original = phone_line.switchboard.prepare

    async def spy(stored: Any, carrier: Any) -> Any:
        seen.append(stored.call_id)
        return await original(stored, carrier)

    phone_line.switchboard.prepare = spy  # type: ignore[method-assign]
    await phone_line.call(WaitForQuiet(), HangUp())
    await saved(phone_line)
    token = sign(MediaToken(CallId(seen[0]), "any", 2_000_000_000), MEDIA_KEY)
    async with websockets.connect(f"{phone_line.settings.media_url}/media/{token}") as socket:
        await socket.send(_start("CA" + "0" * 32))
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert len(seen) == 1


async def test_a_media_url_without_a_genuine_token_is_refused_in_the_handshake(phone_line: Line) -> None:
    forged = sign(MediaToken(new_call_id(), "n", 2_000_000_000), b"another key")
    for path in ("/media/garbage", f"/media/{forged}", "/", "/media/"):
        with pytest.raises(websockets.InvalidHandshake):
            async with websockets.connect(f"{phone_line.settings.media_url}{path}"):
                pass


@pytest.mark.parametrize("message", ["not json", "{}", '{"event":"start"}', "[1]", '{"event":"media","media":{}}'])
async def test_garbage_on_the_media_socket_closes_it(phone_line: Line, message: str) -> None:
    token = sign(MediaToken(new_call_id(), "n", 2_000_000_000), MEDIA_KEY)
    async with websockets.connect(f"{phone_line.settings.media_url}/media/{token}") as socket:
        await socket.send(message)
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()
    assert phone_line.switchboard.active == {}


async def test_a_media_socket_that_says_nothing_is_closed(phone_line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "START_TIMEOUT_S", 0.05)
    token = sign(MediaToken(new_call_id(), "n", 2_000_000_000), MEDIA_KEY)
    async with websockets.connect(f"{phone_line.settings.media_url}/media/{token}") as socket:
        with pytest.raises(websockets.ConnectionClosed):
            await socket.recv()


async def test_a_socket_that_breaks_in_mid_call_ends_the_call(phone_line: Line) -> None:
    call = asyncio.create_task(phone_line.call(Silence(60_000)))
    while not phone_line.switchboard.active:
        await asyncio.sleep(0.01)
    running_call = next(iter(phone_line.switchboard.active.values()))
    running_call.hung_up("carrier", "the connection broke")
    await saved(phone_line)
    assert phone_line.rows("SELECT end_reason FROM calls")[0]["end_reason"] == "carrier_hung_up"
    call.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await call


def _start(call_sid: str) -> str:
    return twilio.CarrierWriter("MZ1", "AC1", call_sid).start({}).decode()


async def saved(opened: Line) -> None:
    """Until the call's row says that it is over and the recording is attached."""
    async with asyncio.timeout(10):
        while True:
            row = opened.rows("SELECT ended_at, recording_key FROM calls")[0]
            if row["ended_at"] is not None and row["recording_key"] is not None:
                return
            await asyncio.sleep(0.02)


async def test_an_order_of_the_api_hangs_up_on_the_caller(phone_line: Line) -> None:
    call = asyncio.create_task(phone_line.call(Silence(60_000)))
    while not phone_line.switchboard.active:
        await asyncio.sleep(0.01)
    with psycopg.connect(phone_line.settings.database_url) as connection:
        connection.execute("INSERT INTO call_orders SELECT call_id, account_id, 'end' FROM calls")
    async with asyncio.timeout(20):
        await call
    await saved(phone_line)
    assert phone_line.rows("SELECT status, end_reason FROM calls") == [
        {"status": "completed", "end_reason": "operator_ended"}
    ]
