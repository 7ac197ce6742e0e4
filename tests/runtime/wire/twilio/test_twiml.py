from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from twilio.twiml.voice_response import VoiceResponse

from talkif_runtime.wire import twilio


def _same(ours: str, theirs: VoiceResponse) -> bool:
    return ElementTree.canonicalize(ours) == ElementTree.canonicalize(str(theirs))


def test_connect_stream_is_what_twilios_own_library_writes() -> None:
    theirs = VoiceResponse()
    stream = theirs.connect(action="https://a/next?a=1&b=2").stream(url="wss://a/media/t")
    stream.parameter(name="tier", value='"gold" & <new>')
    ours = twilio.connect_stream("wss://a/media/t", "https://a/next?a=1&b=2", {"tier": '"gold" & <new>'})
    assert _same(ours, theirs)


def test_dial_is_what_twilios_own_library_writes() -> None:
    theirs = VoiceResponse()
    theirs.dial(action="/dialled", timeout=20, caller_id="+15550100").number("+15550101")
    assert _same(twilio.dial("+15550101", "/dialled", 20, "+15550100"), theirs)


def test_a_whisper_goes_with_the_number_or_the_sip_address() -> None:
    for target, build in (("+15550101", "number"), ("sip:desk@example.com", "sip")):
        theirs = VoiceResponse()
        getattr(theirs.dial(action="/dialled", timeout=20), build)(target, url="/whisper?a&b")
        assert _same(twilio.dial(target, "/dialled", 20, None, "/whisper?a&b"), theirs)


def test_without_a_caller_id_the_callee_sees_the_caller() -> None:
    assert "callerId" not in twilio.dial("+15550101", "/dialled", 20, None)


def test_a_whisper_is_spoken_in_its_language_when_twilio_can_know_it() -> None:
    theirs = VoiceResponse()
    theirs.say("Ana ruft an.", language="de-DE")
    assert _same(twilio.say("Ana ruft an.", "de-DE"), theirs)
    theirs = VoiceResponse()
    theirs.say("Ana  calls.")
    assert _same(twilio.say("Ana \x00calls.", "en"), theirs), "what a model writes never breaks the document"


def test_goodbyes_are_what_twilios_own_library_writes() -> None:
    theirs = VoiceResponse()
    theirs.hangup()
    assert _same(twilio.hangup(), theirs)
    theirs = VoiceResponse()
    theirs.say("Sorry & goodbye")
    theirs.hangup()
    assert _same(twilio.say_and_hangup("Sorry & goodbye"), theirs)


@pytest.mark.parametrize(
    ("build", "complaint"),
    [
        (lambda: twilio.connect_stream("wss://a/media?token=t", "/next"), "query"),
        (lambda: twilio.dial("+15550101", "/dialled", 0, None), "1 to 600 seconds"),
        (lambda: twilio.say_and_hangup("\x00"), "control characters"),
    ],
)
def test_what_twilio_would_refuse_is_refused_here(build: Callable[[], str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        build()
