"""Whole calls through the nodes that act on the line or the world, against a carrier and vendors on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from talkif_runtime.phone import Detected, HangUp, Press, Say, Silence, WaitForQuiet
from talkif_runtime.phone.webhooks import WebhookClient
from talkif_runtime.wire import g711
from talkif_runtime.wire.tones import key_tones
from tests.e2e.head import HEAD
from tests.e2e.test_phone_call import NUMBER, Line, line, saved
from tests.runtime.session.test_beep import tone
from tests.runtime.test_audio_files import mulaw_wav
from tests.vendors.deepgram_server import DeepgramServer
from tests.vendors.elevenlabs_server import ElevenLabsServer
from tests.vendors.mcp_server import McpServer
from tests.vendors.openai_server import Call, OpenAiServer
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer

FLOW = (
    HEAD
    + """\
settings: {max_call: 5m, idle: {after: 60s, prompts: ["Hello?"], then: bye}, recording: on}
variables:
  order: {type: object, properties: {status: {type: string}}}
outcomes: [done, escalated, unreachable, machine]
tools:
  find_order:
    description: Finds an order
    parameters: {order: {type: integer}}
    mcp: {host: desk, url: /mcp, tool: find_order}
handlers:
  - {on: voicemail, to: leave}
start: ask
nodes:
  ask:
    type: menu
    ask: What would you like?
    choices:
      person: {dtmf: "1", to: human}
      text: {dtmf: "2", to: sms}
      music: {dtmf: "3", to: music}
      keys: {dtmf: "4", to: keys}
      order: {dtmf: "5", to: lookup}
    next:
      - {on: no_input, to: bye}
      - {on: no_match, to: bye}
  human:
    type: transfer
    mode: warm
    to: [{number: desk}, "+14155550124"]
    whisper: A caller for you.
    briefing: Say what the call is about.
    ring: 20s
    next:
      - {on: success, to: handed_over}
      - {on: failure, to: sorry}
  sms:
    type: message
    to: "{{call.from}}"
    text: "Your order ships today & tomorrow."
    next: [{on: success, to: bye}, {on: failure, to: sorry}]
  music: {type: play, audio: "https://cdn.example.com/hold.wav", loop: 2, next: bye}
  keys: {type: dtmf, digits: "42", next: bye}
  lookup:
    type: tool
    tool: find_order
    args: {order: "7"}
    into: order
    next: [{on: success, to: tell}, {on: failure, to: sorry}, {on: timeout, to: sorry}]
  tell: {type: say, text: "It is {{order.status}}.", next: bye}
  leave: {type: voicemail, message: Please call us back., next: [{on: done, to: left}]}
  left: {type: end, outcome: machine}
  handed_over: {type: end, outcome: escalated}
  sorry: {type: end, say: Sorry. Goodbye., outcome: unreachable}
  bye: {type: end, say: Goodbye., outcome: done}
"""
)


class Shop:
    """A server of recordings."""

    async def __aenter__(self) -> Shop:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *exception: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = mulaw_wav()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()


@asynccontextmanager
async def opened(dsn: str, folder: Path, **more: Any) -> AsyncIterator[Line]:
    stt, tts = DeepgramServer(), ElevenLabsServer()
    async with line(dsn, folder, stt=stt, tts=tts, source=FLOW, **more) as phone_line:
        yield phone_line


def outcome(phone_line: Line) -> Any:
    return phone_line.rows("SELECT outcome FROM calls")[0]["outcome"]


def journal(phone_line: Line, name: str) -> list[Any]:
    return [
        row["data"] for row in phone_line.rows("SELECT name, data FROM call_events ORDER BY seq") if row["name"] == name
    ]


@pytest.mark.parametrize(
    ("answers", "tried", "end"),
    [
        (("busy", "completed"), [("+14155550123", "busy"), ("+14155550124", "completed")], "escalated"),
        (("no-answer", "failed"), [("+14155550123", "no_answer"), ("+14155550124", "failure")], "unreachable"),
        (("completed",), [("+14155550123", "completed")], "escalated"),
    ],
)
async def test_numbers_are_tried_in_order_and_whoever_answers_is_briefed(
    database: str, tmp_path: Path, answers: tuple[Any, ...], tried: list[tuple[str, str]], end: str
) -> None:
    told = Call("tell_colleague", '{"text": "Somebody wants a person."}')
    async with (
        OpenAiServer(says="", calls=(told,), finish_reason="tool_calls") as model,
        opened(database, tmp_path, numbers={"DESK": "+14155550123"}, vendor_urls={"openai": model.url}) as phone_line,
    ):
        report = await phone_line.call(WaitForQuiet(), Press("1"), dial_results=answers)
        await saved(phone_line)
        assert report.error is None
        assert report.dialled == tuple((target,) for target, _ in tried)
        completed = answers[-1] == "completed"
        assert report.whispered == (("A caller for you. Somebody wants a person.",) if completed else ())
        assert [(entry["target"], entry["status"]) for entry in journal(phone_line, "TransferTried")] == tried
        assert outcome(phone_line) == end


async def test_an_answer_to_the_carrier_that_is_lost_is_given_again(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = WebhookClient.post

    async def asks_twice(client: WebhookClient, url: str, form: Mapping[str, str]) -> str:
        await post(client, url, form)
        return await post(client, url, form)

    async with opened(database, tmp_path) as phone_line:
        monkeypatch.setattr(WebhookClient, "post", asks_twice)
        report = await phone_line.call(WaitForQuiet(), Press("1"), dial_results=("busy",))
        await saved(phone_line)
        assert report.error is None
        assert outcome(phone_line) == "unreachable"
        assert len(journal(phone_line, "TransferFinished")) == 1


async def test_a_number_that_nobody_bound_is_passed_over_and_on_record(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path) as phone_line:
        report = await phone_line.call(WaitForQuiet(), Press("1"), dial_results=("completed",))
        await saved(phone_line)
        assert report.dialled == (("+14155550124",),)
        assert report.whispered == ("A caller for you.",), "the model does not answer, and nobody waits for it"
        missing = [(entry["kind"], entry["name"]) for entry in journal(phone_line, "BindingMissing")]
        assert missing == [("host", "desk"), ("number", "desk")]


async def test_a_text_message_goes_out_from_the_number_of_the_call(database: str, tmp_path: Path) -> None:
    async with TwilioServer() as twilio:
        more = {"vendor_urls": {"twilio": twilio.url}, "twilio_account_sid": ACCOUNT_SID}
        async with opened(database, tmp_path, **more) as phone_line:
            assert phone_line.settings.twilio_auth_token == AUTH_TOKEN
            await phone_line.call(WaitForQuiet(), Press("2"))
            await saved(phone_line)
            assert outcome(phone_line) == "done"
    ((_, form),) = twilio.requests
    assert form == {"To": ["+14155551234"], "From": [NUMBER], "Body": ["Your order ships today & tomorrow."]}


async def test_without_an_account_a_message_fails_and_the_flow_knows(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path) as phone_line:
        await phone_line.call(WaitForQuiet(), Press("2"))
        await saved(phone_line)
        assert outcome(phone_line) == "unreachable"


async def test_a_recording_is_fetched_and_heard(database: str, tmp_path: Path) -> None:
    async with Shop() as shop, opened(database, tmp_path, tool_hosts={"cdn.example.com": shop.url}) as phone_line:
        report = await phone_line.call(WaitForQuiet(), Press("3"))
        await saved(phone_line)
        assert outcome(phone_line) == "done"
    assert mulaw_wav()[-4_000:] * 2 in b"".join(span.audio for span in report.heard)


async def test_keys_are_heard_by_the_other_side(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path) as phone_line:
        report = await phone_line.call(WaitForQuiet(), Press("4"))
    assert key_tones("42") in b"".join(span.audio for span in report.heard)


async def test_a_tool_of_an_mcp_server_answers_in_the_call(database: str, tmp_path: Path) -> None:
    async with McpServer() as tools:
        more = {
            "hosts": {"DESK": "https://tools.example.com"},
            "tool_hosts": {"tools.example.com": tools.url.removesuffix("/mcp")},
        }
        async with opened(database, tmp_path, **more) as phone_line:
            await phone_line.call(WaitForQuiet(), Press("5"))
            await saved(phone_line)
            said = [entry["text"] for entry in journal(phone_line, "BotSpoke")]
    assert said[-2:] == ["It is shipped.", "Goodbye."]
    assert tools.calls()[0]["arguments"] == {"order": 7}


async def machine(_text: str) -> bytes:
    return tone(600, 900, duration_ms=1_000) + tone(1_000, duration_ms=400) + g711.silence(200)


@pytest.mark.parametrize("answered_by", ["machine_start", "machine_end_silence"])
async def test_an_answering_machine_gets_a_message(database: str, tmp_path: Path, answered_by: Any) -> None:
    greeting = [Say("beep")] if answered_by == "machine_start" else []
    async with opened(database, tmp_path) as phone_line:
        report = await phone_line.call(WaitForQuiet(), Detected(answered_by), Silence(400), *greeting, speak=machine)
        await saved(phone_line)
        assert report.error is None
        assert outcome(phone_line) == "machine"
        assert [entry["text"] for entry in journal(phone_line, "BotSpoke")][-1] == "Please call us back."
        assert bool(journal(phone_line, "BeepHeard")) == bool(greeting)


async def test_a_person_is_left_in_peace(database: str, tmp_path: Path) -> None:
    async with opened(database, tmp_path) as phone_line:
        await phone_line.call(WaitForQuiet(), Detected("human"), Silence(400), HangUp())
        await saved(phone_line)
        assert [entry["answered_by"] for entry in journal(phone_line, "AnswerDetected")] == ["human"]
        assert [entry["node"] for entry in journal(phone_line, "NodeEntered")] == ["ask"]
