from __future__ import annotations

import pytest

from talkif_runtime.phone import twiml
from talkif_runtime.phone.error import PhoneError
from talkif_runtime.wire import twilio


def test_the_answers_of_our_server_are_understood() -> None:
    connect = twilio.connect_stream("wss://a/media/t", "/next", {"token": "<t>"})
    assert twiml.parse(connect) == (twiml.Connect("wss://a/media/t", {"token": "<t>"}, "/next"),)
    dial = twilio.dial("sip:desk@example.com", "/dialled", 20, "+15550100", "/whisper")
    assert twiml.parse(dial) == (twiml.Dial(("sip:desk@example.com",), "/dialled", "/whisper"),)
    assert twiml.parse(twilio.say("Hello", "en-GB")) == (twiml.Say("Hello"),)
    assert twiml.parse(twilio.say_and_hangup("Bye & thanks")) == (twiml.Say("Bye & thanks"), twiml.Hangup())


def test_other_forms_that_twilio_takes_are_understood() -> None:
    document = "<Response><Dial>+15550101</Dial><Redirect>/again</Redirect><Reject reason='busy'/></Response>"
    assert twiml.parse(document) == (twiml.Dial(("+15550101",), None), twiml.Redirect("/again"), twiml.Reject())
    assert twiml.parse("<Response/>") == ()


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("", "not XML"),
        ("hello", "not XML"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><Response>&a;</Response>", "document type"),
        ("<Reply/>", "<Response>, not <Reply>"),
        ("<Response><Gather/></Response>", "<Gather> is not a verb"),
        ("<Response><Say loop='3'>Hi</Say></Response>", "<Say loop='3'>"),
        ("<Response><Redirect method='GET'>/a</Redirect></Response>", "<Redirect method='GET'>"),
        ("<Response><Say/></Response>", "<Say> is empty"),
        ("<Response><Dial/></Response>", "<Dial> is empty"),
        ("<Response><Dial><Queue>q</Queue></Dial></Response>", "<Queue> inside <Dial>"),
        ("<Response><Dial><Number url='/a'>1</Number><Number>2</Number></Dial></Response>", "one whisper URL"),
        ("<Response><Connect/></Response>", "one <Stream>"),
        ("<Response><Connect><Stream url='https://a'/></Connect></Response>", "WebSocket URL"),
        ("<Response><Connect><Stream url='wss://a?b=c'/></Connect></Response>", "has a query"),
        ("<Response><Connect><Stream url='wss://a'><Siprec/></Stream></Connect></Response>", "<Siprec> inside"),
        ("<Response><Connect><Stream url='wss://a'><Parameter name='a'/></Stream></Connect></Response>", "a value"),
    ],
)
def test_anything_else_is_refused_by_name(document: str, complaint: str) -> None:
    with pytest.raises(PhoneError, match=complaint):
        twiml.parse(document)
