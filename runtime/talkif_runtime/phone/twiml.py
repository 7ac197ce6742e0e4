"""Reads the TwiML that a server answers with. Knows what our flows may use; the rest is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .error import PhoneError

#: Element -> attributes that are understood.
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "Connect": frozenset({"action", "method"}),
    "Stream": frozenset({"url", "name"}),
    "Parameter": frozenset({"name", "value"}),
    "Dial": frozenset({"action", "method", "timeout", "callerId", "answerOnBridge"}),
    "Number": frozenset({"url", "method"}),
    "Sip": frozenset({"url", "method"}),
    "Say": frozenset({"voice", "language"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
    "Redirect": frozenset({"method"}),
}


@dataclass(frozen=True, slots=True)
class Connect:
    stream_url: str
    parameters: Mapping[str, str]
    action: str | None
    """As written: absolute, or relative to the URL of the document. None: go on with the next verb."""


@dataclass(frozen=True, slots=True)
class Dial:
    targets: tuple[str, ...]
    action: str | None
    whisper: str | None = None
    """URL of the TwiML that whoever answers hears first."""


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    pass


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str


Verb: TypeAlias = Connect | Dial | Say | Hangup | Reject | Redirect


def parse(document: str) -> tuple[Verb, ...]:
    """Raises PhoneError."""
    if "<!DOCTYPE" in document:
        raise PhoneError("TwiML with a document type")
    try:
        response = ElementTree.fromstring(document)  # noqa: S314 - entities need the document type refused above
    except ElementTree.ParseError as error:
        raise PhoneError(f"the answer is not XML: {error}") from None
    if response.tag != "Response":
        raise PhoneError(f"TwiML begins with <Response>, not <{response.tag}>")
    return tuple(_verb(element) for element in response)


def _verb(element: Element) -> Verb:
    attributes = _attributes(element)
    match element.tag:
        case "Connect":
            return _connect(element, attributes)
        case "Dial":
            return _dial(element, attributes)
        case "Say":
            return Say(_text(element))
        case "Hangup":
            return Hangup()
        case "Reject":
            return Reject()
        case "Redirect":
            return Redirect(_text(element))
    raise PhoneError(f"<{element.tag}> is not a verb that the simulated phone knows")


def _connect(element: Element, attributes: Mapping[str, str]) -> Connect:
    if [child.tag for child in element] != ["Stream"]:
        raise PhoneError("<Connect> needs one <Stream> and nothing else")
    stream = element[0]
    url = _attributes(stream).get("url", "")
    if urlsplit(url).scheme not in ("ws", "wss"):
        raise PhoneError(f"<Stream> needs a WebSocket URL, not {url!r}")
    if "?" in url:
        raise PhoneError("the URL of a <Stream> has a query, which Twilio does not allow")
    parameters: dict[str, str] = {}
    for child in stream:
        if child.tag != "Parameter":
            raise PhoneError(f"<{child.tag}> inside <Stream>")
        found = _attributes(child)
        if found.keys() != {"name", "value"}:
            raise PhoneError("<Parameter> needs a name and a value")
        parameters[found["name"]] = found["value"]
    return Connect(url, parameters, attributes.get("action"))


def _dial(dial: Element, attributes: Mapping[str, str]) -> Dial:
    targets, whispers = [], set()
    for child in dial:
        if child.tag not in ("Number", "Sip"):
            raise PhoneError(f"<{child.tag}> inside <Dial>")
        whispers.add(_attributes(child).get("url"))
        targets.append(_text(child))
    if len(whispers) > 1:
        raise PhoneError("the simulated phone takes one whisper URL for all targets of a <Dial>")
    return Dial(tuple(targets) or (_text(dial),), attributes.get("action"), whispers.pop() if whispers else None)


def _attributes(element: Element) -> Mapping[str, str]:
    known = _ATTRIBUTES.get(element.tag)
    if known is not None:
        for name, value in element.attrib.items():
            if name not in known or (name == "method" and value != "POST"):
                raise PhoneError(f"<{element.tag} {name}={value!r}> is not supported by the simulated phone")
    return element.attrib


def _text(element: Element) -> str:
    text = (element.text or "").strip()
    if not text:
        raise PhoneError(f"<{element.tag}> is empty")
    return text
