from __future__ import annotations

import pytest

from talkif_runtime.wire import twilio

FORM = {
    "CallSid": "CA1",
    "AccountSid": "AC1",
    "From": "+15550100",
    "To": "+15550101",
    "Direction": "inbound",
    "CallStatus": "ringing",
    "FromCity": "PARIS",
}


def test_voice_request_keeps_what_a_call_needs() -> None:
    assert twilio.parse_voice_request(FORM) == twilio.VoiceRequest(
        "CA1", "AC1", "+15550100", "+15550101", "inbound", "ringing"
    )


@pytest.mark.parametrize("status", ["completed", "answered", "busy", "no-answer", "failed", "canceled"])
def test_dial_action_tells_how_the_dial_ended(status: str) -> None:
    action = twilio.parse_dial_action(FORM | {"CallStatus": "in-progress", "DialCallStatus": status})
    assert action.dial_call_status == status
    assert action.call.call_status == "in-progress"


@pytest.mark.parametrize("name", ["CallSid", "AccountSid", "From", "To", "Direction", "CallStatus"])
def test_a_missing_field_is_named(name: str) -> None:
    with pytest.raises(twilio.WireError, match=f"no {name}"):
        twilio.parse_voice_request({key: value for key, value in FORM.items() if key != name})


@pytest.mark.parametrize("change", [{"Direction": "sideways"}, {"CallStatus": "dreaming"}, {"DialCallStatus": "eaten"}])
def test_an_unknown_word_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(twilio.WireError, match="unknown"):
        twilio.parse_dial_action(FORM | {"DialCallStatus": "busy"} | change)


def test_a_dial_action_without_a_status_is_refused() -> None:
    with pytest.raises(twilio.WireError, match="no DialCallStatus"):
        twilio.parse_dial_action(FORM)


def test_what_the_machine_detection_found() -> None:
    form = {"CallSid": "CA1", "AccountSid": "AC1", "AnsweredBy": "machine_end_beep", "MachineDetectionDuration": "3100"}
    assert twilio.parse_amd_result(form) == twilio.AmdResult("CA1", "machine_end_beep")
    with pytest.raises(twilio.WireError, match="unknown AnsweredBy"):
        twilio.parse_amd_result(form | {"AnsweredBy": "a cat"})
