from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.wire import twilio

SID = "MZ" + "1" * 32


def _start(**changes: Any) -> bytes:
    start = {
        "accountSid": "AC1",
        "streamSid": SID,
        "callSid": "CA1",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": "t"},
    } | changes
    return json.dumps({"event": "start", "sequenceNumber": "1", "start": start, "streamSid": SID}).encode()


def test_start_tells_stream_call_format_and_parameters() -> None:
    assert twilio.parse(_start()) == twilio.Start(
        stream_sid=SID,
        account_sid="AC1",
        call_sid="CA1",
        tracks=("inbound",),
        media_format=twilio.MediaFormat("audio/x-mulaw", 8000, 1),
        custom_parameters={"token": "t"},
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 5000, "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "event is not a string"),
        (b'{"event":["media"]}', "event is not a string"),
        (b'{"event":"media","streamSid":"MZ1"}', "media is not an object"),
        (b'{"event":"media","streamSid":"MZ1","media":{"payload":"a"}}', "not base64"),
        ('{"event":"media","streamSid":"MZ1","media":{"payload":"ä"}}'.encode(), "not base64"),
        (b'{"event":"media","media":{"payload":"YWI="}}', "streamSid is not a string"),
        (b'{"event":"media","streamSid":"MZ1","media":{"payload":"YWI=","chunk":"-1"}}', "chunk is not a whole number"),
        (b'{"event":"media","streamSid":"MZ1","media":{"payload":"YWI=","chunk":true}}', "chunk is not a whole number"),
        (b'{"event":"mark","streamSid":"MZ1","mark":{}}', "name is not a string"),
        (_start(tracks="inbound"), "tracks"),
        (_start(mediaFormat=None), "mediaFormat is not an object"),
        (_start(customParameters={"token": 1}), "customParameters"),
    ],
)
def test_garbage_is_refused_with_its_reason(text: bytes, complaint: str) -> None:
    with pytest.raises(twilio.WireError, match=complaint):
        twilio.parse(text)


def test_a_number_too_long_for_int_is_refused() -> None:
    text = b'{"event":"media","streamSid":"MZ1","media":{"payload":"YWI=","chunk":"' + b"9" * 10_000 + b'"}}'
    with pytest.raises(twilio.WireError):
        twilio.parse(text)


def test_an_event_of_a_later_protocol_can_be_told_from_garbage() -> None:
    with pytest.raises(twilio.UnknownEvent, match="transcription"):
        twilio.parse(b'{"event":"transcription"}')


JSON = st.recursive(
    # Python writes infinity as a word that is no JSON.
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("streamSid", "media", "start", "stop", "mark", "dtmf", "protocol", "version"), JSON),
)
EVENTS = st.sampled_from(["connected", "start", "media", "dtmf", "mark", "clear", "stop", "other"])


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_parse_raises_nothing_but_wire_error(text: bytes) -> None:
    with contextlib.suppress(twilio.WireError):
        twilio.parse(text)


@given(EVENTS, FIELDS)
def test_parse_raises_nothing_but_wire_error_whatever_the_fields_hold(event: str, fields: dict[str, Any]) -> None:
    for read in (twilio.parse, twilio.media_payload):
        with contextlib.suppress(twilio.WireError):
            read(json.dumps({"event": event, **fields}).encode())


@st.composite
def media_messages(draw: st.DrawFn) -> bytes:
    """Well-formed media messages in every order of keys, spacing and escaping, with fields that are not ours."""
    payload = base64.b64encode(draw(st.binary(max_size=40))).decode()
    counters = st.integers(0, 10**6).map(str)
    media: dict[str, Any] = {
        "track": "inbound",
        "chunk": draw(counters),
        "timestamp": draw(counters),
        "payload": payload,
    }
    message: dict[str, Any] = {"event": "media", "sequenceNumber": draw(counters), "media": media, "streamSid": SID}
    if draw(st.booleans()):
        stray = st.sampled_from(["payload", '"payload', 'x"media', "extra"])
        message[draw(stray)] = draw(JSON | st.just({"payload": "QUFB"}) | st.just('{"payload":"QUFB"'))
        media[draw(stray.filter(lambda name: name != "payload"))] = draw(JSON | st.just({"payload": "QUFB"}))
        message["media"] = dict(draw(st.permutations(list(media.items()))))
        message = dict(draw(st.permutations(list(message.items()))))
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", " :\t")]))
    text = json.dumps(message, separators=separators)
    if draw(st.booleans()):
        text = text.replace("/", r"\/")
    if draw(st.booleans()):
        text = text.replace("A", r"\u0041")
    return text.encode()


@given(media_messages())
def test_media_payload_is_what_parse_finds(frame: bytes) -> None:
    message = twilio.parse(frame)
    assert isinstance(message, twilio.Media)
    assert twilio.media_payload(frame) == (message.audio, message.timestamp_ms)


def test_a_frame_as_twilio_sends_it_is_not_parsed_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = twilio.CarrierWriter(SID, "AC1", "CA1").media(b"\x01" * 160)
    monkeypatch.setattr("talkif_runtime.wire.twilio.messages.parse", lambda _text: pytest.fail("parsed"))
    assert twilio.media_payload(frame) == (b"\x01" * 160, 0)


def test_media_payload_is_none_for_other_messages() -> None:
    frame = _start(customParameters={"payload": "QUFB"})
    assert twilio.media_payload(frame) is None


def test_media_payload_refuses_a_broken_frame_of_the_usual_layout() -> None:
    frame = twilio.CarrierWriter(SID, "AC1", "CA1").media(b"\x01" * 160)
    with pytest.raises(twilio.WireError):
        twilio.media_payload(frame[:-60])
