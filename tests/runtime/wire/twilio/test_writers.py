from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from talkif_runtime.wire import twilio


@given(st.text(), st.binary(), st.text())
def test_what_a_server_writes_is_read_back(stream_sid: str, audio: bytes, name: str) -> None:
    writer = twilio.ServerWriter(stream_sid)
    assert twilio.parse(writer.media(audio)) == twilio.Media(stream_sid, audio)
    assert twilio.parse(writer.mark(name)) == twilio.Mark(stream_sid, name)
    assert twilio.parse(writer.clear()) == twilio.Clear(stream_sid)


def test_what_a_carrier_writes_is_read_back() -> None:
    writer = twilio.CarrierWriter("MZ1", "AC1", "CA1")
    assert twilio.parse(writer.connected()) == twilio.Connected("Call", "1.0.0")
    start = twilio.parse(writer.start({"token": "t"}))
    assert isinstance(start, twilio.Start)
    assert (start.stream_sid, start.call_sid, start.custom_parameters) == ("MZ1", "CA1", {"token": "t"})
    assert twilio.parse(writer.dtmf("#")) == twilio.Dtmf("MZ1", "#")
    assert twilio.parse(writer.mark("m")) == twilio.Mark("MZ1", "m")
    assert twilio.parse(writer.stop()) == twilio.Stop("MZ1", "AC1", "CA1")


def test_a_carrier_counts_messages_chunks_and_milliseconds() -> None:
    writer = twilio.CarrierWriter("MZ1", "AC1", "CA1")
    texts = [writer.start({}), writer.media(b"\xff" * 160), writer.dtmf("1"), writer.media(b"\xff" * 160)]
    assert [json.loads(text)["sequenceNumber"] for text in texts] == ["1", "2", "3", "4"]
    last = twilio.parse(texts[-1])
    assert isinstance(last, twilio.Media)
    assert (last.chunk, last.timestamp_ms) == (2, 20)
