"""The TwiML documents that we answer webhooks with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

_TIMEOUT_S = range(1, 601)
_MAX_SAY_CHARS = 4_096
_WITH_REGION = re.compile("[a-z]{2}-[A-Z]{2}")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def connect_stream(url: str, action_url: str, parameters: Mapping[str, str] | None = None) -> str:
    """Hand the call's audio to a WebSocket. When the server closes it, Twilio asks `action_url` what comes next.

    Twilio refuses a stream URL with a query; `parameters` arrive in the start message instead.
    """
    if "?" in url:
        raise ValueError("the URL of a stream cannot have a query")
    response = Element("Response")
    connect = SubElement(response, "Connect", action=action_url)
    stream = SubElement(connect, "Stream", url=url)
    for name, value in (parameters or {}).items():
        SubElement(stream, "Parameter", name=name, value=value)
    return _document(response)


def dial(number: str, action_url: str, timeout_s: int, caller_id: str | None, whisper_url: str | None = None) -> str:
    """Ring `number` (E.164 or `sip:` URI); the caller hears it ring.

    `timeout_s` is how long. Without `caller_id` they see the caller's own number. Whoever answers hears what the TwiML
    at `whisper_url` says before they are connected.
    """
    if timeout_s not in _TIMEOUT_S:
        raise ValueError(f"Dial rings for {_TIMEOUT_S[0]} to {_TIMEOUT_S[-1]} seconds, not {timeout_s}")
    response = Element("Response")
    verb = SubElement(response, "Dial", action=action_url, timeout=str(timeout_s))
    if caller_id is not None:
        verb.set("callerId", caller_id)
    target = SubElement(verb, "Sip" if number.startswith(("sip:", "sips:")) else "Number")
    target.text = number
    if whisper_url is not None:
        target.set("url", whisper_url)
    return _document(response)


def say(text: str, language: str) -> str:
    """Speak with Twilio's own voice, and go on. `language` is BCP 47; Twilio knows it only with its region."""
    response = Element("Response")
    verb = SubElement(response, "Say")
    verb.text = _NOT_XML.sub(" ", text)[:_MAX_SAY_CHARS]
    if _WITH_REGION.fullmatch(language):
        verb.set("language", language)
    return _document(response)


def hangup() -> str:
    response = Element("Response")
    SubElement(response, "Hangup")
    return _document(response)


def say_and_hangup(text: str) -> str:
    """Speak with Twilio's own voice, for when ours cannot."""
    response = Element("Response")
    SubElement(response, "Say").text = text
    SubElement(response, "Hangup")
    return _document(response)


def _document(response: Element) -> str:
    text: str = tostring(response, encoding="unicode")
    if _NOT_XML.search(text):
        raise ValueError("TwiML cannot carry control characters")
    return '<?xml version="1.0" encoding="UTF-8"?>' + text
