"""Whole calls over loopback HTTP and WebSockets, in virtual time."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest
from starlette.responses import PlainTextResponse

from talkif_runtime.phone import (
    CallReport,
    Detected,
    HangUp,
    InterruptAfter,
    Press,
    Say,
    Silence,
    SimulatedCarrier,
    Step,
    WaitForQuiet,
)
from talkif_runtime.wire import twilio
from talkif_runtime.wire.twilio.webhooks import DialCallStatus
from tests.runtime.phone import virtual_time
from tests.runtime.phone.scripted_server import AUTH_TOKEN, Answer, Line, ScriptedServer, Talk, just_listen, serving

FROM, TO = "+15550100", "+15550101"
VOICE = b"\x01"
SECOND = 8_000


async def speak(_text: str) -> bytes:
    return VOICE * 4_000


def call(
    talk: Talk = just_listen,
    script: Sequence[Step] = (),
    *,
    answers: Callable[[str], Mapping[str, Answer]] = lambda _stream_url: {},
    dial_results: Sequence[DialCallStatus] = (),
    max_call_ms: int = 60_000,
) -> tuple[CallReport, ScriptedServer]:
    """One call to a server that connects a stream, then hangs up, unless `answers(stream_url)` says otherwise."""
    server = ScriptedServer({}, talk)

    async def main() -> CallReport:
        async with serving(server):
            server.answers = {
                "/voice": twilio.connect_stream(server.stream_url, "/next"),
                "/next": twilio.hangup(),
                "/status": "",
                "/amd": "",
                **answers(server.stream_url),
            }
            carrier = SimulatedCarrier(
                f"{server.url}/voice",
                AUTH_TOKEN,
                status_url=f"{server.url}/status",
                amd_url=f"{server.url}/amd",
                max_call_ms=max_call_ms,
            )
            return await carrier.place_call(from_=FROM, to=TO, script=script, speak=speak, dial_results=dial_results)

    report = virtual_time.run(main())
    assert server.forged == []
    assert server.failures == []
    return report, server


async def say(line: Line, seconds: int, name: str) -> None:
    await line.send(line.writer.media(b"\x02" * (seconds * SECOND)), line.writer.mark(name))


async def greet_and_listen(line: Line) -> None:
    await line.until(twilio.Start)
    await say(line, 1, "greeting")
    await line.listen()


async def greet_and_leave(line: Line) -> None:
    await line.until(twilio.Start)
    await say(line, 1, "goodbye")
    await line.until(twilio.Mark)
    await line.socket.close()


def test_a_call_that_the_caller_ends() -> None:
    report, server = call(greet_and_listen, [WaitForQuiet(), Say("bye"), HangUp()])
    assert report.error is None
    assert (report.answered, report.ended_by, report.steps_done) == (True, "caller", 3)
    assert report.heard_ms == 1_000
    (line,) = server.lines
    assert isinstance(line.received[0], twilio.Connected)
    start = line.received[1]
    assert isinstance(start, twilio.Start)
    assert (start.call_sid, start.tracks) == (report.call_sid, ("inbound",))
    assert isinstance(line.received[-1], twilio.Stop)
    assert line.heard().strip(b"\xff") == VOICE * 4_000


def test_webhooks_say_who_calls_and_how_the_call_stands() -> None:
    report, server = call(greet_and_leave)
    forms = [(path, twilio.parse_voice_request(form)) for path, form in server.requests]
    assert [(path, form.call_status) for path, form in forms] == [
        ("/voice", "ringing"),
        ("/next", "in-progress"),
        ("/status", "completed"),
    ]
    assert {(form.call_sid, form.from_, form.to, form.direction) for _, form in forms} == {
        (report.call_sid, FROM, TO, "inbound")
    }


def test_a_call_that_the_server_ends() -> None:
    report, _ = call(greet_and_leave)
    assert report.error is None
    assert (report.ended_by, report.stream_close_codes) == ("server", (1000,))


def test_after_the_caller_is_gone_the_answer_to_the_action_changes_nothing() -> None:
    dial = twilio.dial("+15550102", "/dialled", 20, None)
    report, server = call(greet_and_listen, [HangUp()], answers=lambda _: {"/next": dial})
    assert [form["CallStatus"] for form in server.forms("/next")] == ["completed"]
    assert (report.ended_by, report.dialled, report.error) == ("caller", (), None)


def test_audio_flows_every_20_ms_and_a_mark_returns_when_its_audio_was_played() -> None:
    marks: list[tuple[str, int]] = []

    async def talk(line: Line) -> None:
        await line.until(twilio.Start)
        await line.send(line.writer.mark("at once"))
        await say(line, 2, "played")
        for _ in range(2):
            mark = await line.until(twilio.Mark)
            media = [message for message in line.received if isinstance(message, twilio.Media)]
            marks.append((mark.name, (media[-1].timestamp_ms or 0) if media else 0))
        await line.listen()
        media = [message for message in line.received if isinstance(message, twilio.Media)]
        assert [message.timestamp_ms for message in media] == [20 * n for n in range(len(media))]
        assert {len(message.audio) for message in media} == {160}

    report, _ = call(talk, [WaitForQuiet(), HangUp()])
    assert report.error is None
    (first, early_ms), (second, late_ms) = marks
    assert (first, second) == ("at once", "played")
    assert early_ms <= 20
    assert 2_000 <= late_ms <= 2_040


def test_an_interrupted_bot_clears_and_gets_its_marks_back() -> None:
    async def talk(line: Line) -> None:
        await line.until(twilio.Start)
        await say(line, 10, "long")
        while VOICE not in line.heard():
            await line.until(twilio.Media)
        await line.send(line.writer.clear())
        assert (await line.until(twilio.Mark)).name == "long"
        await say(line, 1, "short")
        await line.listen()

    report, _ = call(talk, [InterruptAfter(2_000), Say("stop"), WaitForQuiet(), HangUp()])
    assert report.error is None
    assert 3_000 <= report.heard_ms <= 3_200


def test_keys_arrive_as_dtmf() -> None:
    _, server = call(script=[Press("12#"), HangUp()])
    digits = [message.digit for message in server.lines[0].received if isinstance(message, twilio.Dtmf)]
    assert digits == ["1", "2", "#"]


def test_parameters_of_the_stream_arrive_in_the_start_message() -> None:
    _, server = call(
        script=[HangUp()], answers=lambda url: {"/voice": twilio.connect_stream(url, "/next", {"token": "t"})}
    )
    start = server.lines[0].received[1]
    assert isinstance(start, twilio.Start)
    assert start.custom_parameters == {"token": "t"}


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed"])
def test_a_transfer_ends_as_scripted(status: DialCallStatus) -> None:
    dial = twilio.dial("+15550102", "/dialled", 20, None)
    report, server = call(
        greet_and_leave, answers=lambda _: {"/next": dial, "/dialled": twilio.hangup()}, dial_results=[status]
    )
    assert report.error is None
    assert report.dialled == (("+15550102",),)
    (form,) = server.forms("/dialled")
    assert twilio.parse_dial_action(form).dial_call_status == status


@pytest.mark.parametrize(("status", "whispered"), [("completed", ("Ana calls.",)), ("busy", ())])
def test_whoever_answers_hears_the_whisper_on_a_leg_of_their_own(
    status: DialCallStatus, whispered: tuple[str, ...]
) -> None:
    report, server = call(
        greet_and_leave,
        answers=lambda _: {
            "/next": twilio.dial("+15550102", "/dialled", 20, None, "/whisper"),
            "/whisper": twilio.say("Ana calls.", "en-US"),
            "/dialled": twilio.hangup(),
        },
        dial_results=[status],
    )
    assert (report.error, report.whispered) == (None, whispered)
    for form in server.forms("/whisper"):
        assert form["ParentCallSid"] == report.call_sid != form["CallSid"] == server.forms("/dialled")[0]["DialCallSid"]


def test_the_carrier_reports_who_answered_while_the_call_goes_on() -> None:
    report, server = call(greet_and_listen, [WaitForQuiet(), Detected("machine_end_beep"), Silence(200), HangUp()])
    assert report.error is None
    (form,) = server.forms("/amd")
    assert twilio.parse_amd_result(form) == twilio.AmdResult(report.call_sid, "machine_end_beep")


def test_a_failed_transfer_may_bring_the_caller_back_to_the_bot() -> None:
    report, server = call(
        greet_and_leave,
        [WaitForQuiet(quiet_ms=0), WaitForQuiet(quiet_ms=0), HangUp()],
        answers=lambda url: {
            "/next": twilio.dial("+15550102", "/dialled", 20, None),
            "/dialled": twilio.connect_stream(url, "/end"),
            "/end": twilio.hangup(),
        },
        dial_results=["busy"],
    )
    assert report.error is None
    assert report.heard_ms == 2_000
    assert [path for path, _ in server.requests] == ["/voice", "/next", "/dialled", "/end", "/status"]
    first, second = (line.received[1] for line in server.lines)
    assert isinstance(first, twilio.Start)
    assert isinstance(second, twilio.Start)
    assert first.call_sid == second.call_sid
    assert first.stream_sid != second.stream_sid


def test_words_of_the_carrier_are_in_the_report() -> None:
    report, server = call(answers=lambda _: {"/voice": twilio.say_and_hangup("All lines are busy.")})
    assert (report.said, report.ended_by, report.error) == (("All lines are busy.",), "server", None)
    assert server.lines == []


def test_a_rejected_call_was_never_answered() -> None:
    report, server = call(answers=lambda _: {"/voice": "<Response><Reject/></Response>"})
    assert (report.answered, report.ended_by, report.error) == (False, "server", None)
    assert [form["CallStatus"] for form in server.forms("/status")] == ["busy"]


# ---------------------------------------------------------------- what a server may do wrong


def test_a_silent_server_fails_the_script_and_still_sees_an_orderly_end() -> None:
    report, server = call(script=[WaitForQuiet(timeout_ms=5_000), HangUp()])
    assert report.error == "step 1: the bot said nothing for 5000 ms"
    assert (report.ended_by, report.steps_done) == ("carrier", 0)
    assert isinstance(server.lines[0].received[-1], twilio.Stop)
    assert [path for path, _ in server.requests] == ["/voice", "/status"]


def test_a_call_without_an_end_is_cut_off() -> None:
    report, _ = call(max_call_ms=3_000)
    assert report.error == "the call lasted longer than 3000 ms"


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ("garbage", "not JSON"),
        ('{"event":"media","streamSid":"MZ1","media":{"payload":"YWI="}}', "another stream"),
        ('{"event":"dtmf","streamSid":"MZ1","dtmf":{"digit":"1"}}', "a server never sends Dtmf"),
        (b"\x01\x02", "not a whole text message"),
    ],
)
def test_a_server_that_breaks_the_protocol_is_told_so(message: str | bytes, complaint: str) -> None:
    async def talk(line: Line) -> None:
        await line.until(twilio.Start)
        if isinstance(message, str):
            await line.socket.send_text(message)
        else:
            await line.socket.send_bytes(message)
        await line.listen()

    report, _ = call(talk, [Silence(1_000), HangUp()])
    assert report.error is not None
    assert complaint in report.error


@asynccontextmanager
async def bare_server(*, handshake: bool) -> AsyncIterator[str]:
    """URL of a stream whose server breaks off after the handshake, or never answers it."""

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if handshake:
            key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key:"))
            # RFC 6455, section 4.2.2.
            digest = hashlib.sha1(key.split(b":")[1].strip() + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
            writer.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
            )
        await reader.read(1)
        writer.transport.abort()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/media"
    finally:
        server.close()


def call_bare_server(*, handshake: bool) -> tuple[CallReport, ScriptedServer]:
    server = ScriptedServer({"/next": twilio.hangup()})

    async def main() -> CallReport:
        async with serving(server), bare_server(handshake=handshake) as stream_url:
            server.answers["/voice"] = twilio.connect_stream(stream_url, "/next")
            carrier = SimulatedCarrier(f"{server.url}/voice", AUTH_TOKEN)
            return await carrier.place_call(from_=FROM, to=TO, script=[], speak=speak)

    return virtual_time.run(main()), server


def test_a_server_that_breaks_off_is_seen_and_asked_what_comes_next() -> None:
    report, server = call_bare_server(handshake=True)
    assert report.stream_close_codes == (1006,)
    assert (report.ended_by, report.error) == ("server", None)
    assert [form["CallStatus"] for form in server.forms("/next")] == ["in-progress"]


def test_a_stream_that_never_opens_ends_the_call() -> None:
    report, _ = call_bare_server(handshake=False)
    assert report.error is not None
    assert "does not open: no answer to the handshake" in report.error


def test_a_webhook_that_never_answers_ends_the_call() -> None:
    async def ponder(_form: Mapping[str, str]) -> str:
        await asyncio.sleep(30)
        return twilio.hangup()

    report, _ = call(answers=lambda _: {"/voice": ponder})
    assert report.error is not None
    assert "/voice did not answer: ReadTimeout" in report.error
    assert not report.answered


def test_a_status_callback_that_fails_is_reported() -> None:
    report, _ = call(script=[HangUp()], answers=lambda _: {"/status": PlainTextResponse("no", 503)})
    assert report.error is not None
    assert "status callback" in report.error
    assert report.ended_by == "caller"


def test_requests_signed_with_another_token_are_refused_by_twilios_validator() -> None:
    server = ScriptedServer({"/voice": twilio.hangup()})

    async def main() -> None:
        async with serving(server):
            carrier = SimulatedCarrier(f"{server.url}/voice", "another token")
            await carrier.place_call(from_=FROM, to=TO, script=[], speak=speak)

    virtual_time.run(main())
    assert server.forged == [f"{server.url}/voice"]


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (PlainTextResponse("no", 500), "answered 500"),
        (PlainTextResponse("moved", 302, headers={"Location": "/status"}), "answered 302"),
        (PlainTextResponse("x" * 100_000), "more than 65536 bytes"),
        (PlainTextResponse(b"\xff"), "not UTF-8"),
        ("<Response><Gather/></Response>", "<Gather>"),
        ("<Response><Redirect>/voice</Redirect></Response>", "30 documents without an end"),
        ("<Response><Connect><Stream url='ws://127.0.0.1:9/media'/></Connect></Response>", "does not open"),
        (twilio.dial("+15550102", "/d", 20, None), "does not say how dialling +15550102 ends"),
    ],
)
def test_a_wrong_answer_ends_the_call_with_its_reason(answer: Answer, complaint: str) -> None:
    report, server = call(answers=lambda _: {"/voice": answer})
    assert report.error is not None
    assert complaint in report.error
    assert report.ended_by == "carrier"
    assert [path for path, _ in server.requests][-1] == "/status"
