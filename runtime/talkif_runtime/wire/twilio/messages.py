"""Media Streams messages as frozen values, and how their JSON text is read.

The carrier sends connected, start, media, dtmf, mark, stop; the server sends media, mark, clear. Which message may come
when is not decided here.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from talkif_runtime.wire.error import WireError

_MAX_DIGITS = 18
_TWILIO_MEDIA = re.compile(
    rb'\{"event":"media","sequenceNumber":"\d{1,18}",'
    rb'"media":\{"track":"inbound","chunk":"\d{1,18}","timestamp":"(\d{1,18})","payload":"'
)


class UnknownEvent(WireError):
    """Well-formed, but of a kind that this version does not know. A server may pass over it."""


@dataclass(frozen=True, slots=True)
class MediaFormat:
    encoding: str
    """Always `audio/x-mulaw` on a phone call."""
    sample_rate_hz: int
    channels: int


@dataclass(frozen=True, slots=True)
class Connected:
    protocol: str
    version: str


@dataclass(frozen=True, slots=True)
class Start:
    stream_sid: str
    account_sid: str
    call_sid: str
    tracks: tuple[str, ...]
    media_format: MediaFormat
    custom_parameters: Mapping[str, str]
    """The `<Parameter>` elements of the TwiML that opened the stream."""


@dataclass(frozen=True, slots=True)
class Media:
    stream_sid: str
    audio: bytes
    """Mu-law, 8,000 Hz, no header."""
    chunk: int | None = None
    """Counts from 1. None when the server is the sender, as for `timestamp_ms`."""
    timestamp_ms: int | None = None
    """Since the start of the stream."""


@dataclass(frozen=True, slots=True)
class Dtmf:
    stream_sid: str
    digit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """From the server: tell me when all audio before this has been played. From the carrier: it has, or was cleared."""

    stream_sid: str
    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    """Drop all audio that has not been played."""

    stream_sid: str


@dataclass(frozen=True, slots=True)
class Stop:
    stream_sid: str
    account_sid: str
    call_sid: str


Message: TypeAlias = Connected | Start | Media | Dtmf | Mark | Clear | Stop


def parse(text: bytes) -> Message:
    """One WebSocket text message of either side. Raises WireError."""
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise WireError(f"not JSON: {error}") from None
    if not isinstance(message, dict):
        raise WireError("the message is not a JSON object")
    event = _text(message, "event")
    read = _READERS.get(event)
    if read is None:
        raise UnknownEvent(f"unknown event {event[:40]!r}")
    return read(message)


def media_payload(frame: bytes) -> tuple[bytes, int | None] | None:
    """Audio and timestamp (ms) of a media message, None for any other message.

    The layout that Twilio sends 50 times a second on every call is taken apart without parsing JSON, in half the time
    of `parse`. Any other layout goes through `parse`, with the same result, and may raise WireError.
    """
    head = _TWILIO_MEDIA.match(frame)
    if head is not None:
        start = head.end()
        try:
            audio = binascii.a2b_base64(frame[start : frame.index(b'"', start)], strict_mode=True)
            return audio, int(head[1])
        except ValueError:
            pass  # Either JSON escapes inside the payload or not base64 at all; parse tells them apart.
    message = parse(frame)
    return (message.audio, message.timestamp_ms) if isinstance(message, Media) else None


def _connected(message: dict[str, Any]) -> Connected:
    return Connected(_text(message, "protocol"), _text(message, "version"))


def _start(message: dict[str, Any]) -> Start:
    start = _object(message, "start")
    media_format = _object(start, "mediaFormat")
    tracks = start.get("tracks")
    if not isinstance(tracks, list) or not all(isinstance(track, str) for track in tracks):
        raise WireError("start.tracks is not a list of strings")
    parameters = _object(start, "customParameters") if "customParameters" in start else {}
    if not all(isinstance(value, str) for value in parameters.values()):
        raise WireError("a value of start.customParameters is not a string")
    return Start(
        stream_sid=_text(start, "streamSid"),
        account_sid=_text(start, "accountSid"),
        call_sid=_text(start, "callSid"),
        tracks=tuple(tracks),
        media_format=MediaFormat(
            _text(media_format, "encoding"),
            _whole_number(media_format, "sampleRate"),
            _whole_number(media_format, "channels"),
        ),
        custom_parameters=parameters,
    )


def _media(message: dict[str, Any]) -> Media:
    media = _object(message, "media")
    try:
        audio = binascii.a2b_base64(_text(media, "payload"), strict_mode=True)
    except ValueError as error:
        raise WireError(f"media.payload is not base64: {error}") from None
    return Media(
        _text(message, "streamSid"),
        audio,
        _whole_number(media, "chunk") if "chunk" in media else None,
        _whole_number(media, "timestamp") if "timestamp" in media else None,
    )


def _dtmf(message: dict[str, Any]) -> Dtmf:
    return Dtmf(_text(message, "streamSid"), _text(_object(message, "dtmf"), "digit"))


def _mark(message: dict[str, Any]) -> Mark:
    return Mark(_text(message, "streamSid"), _text(_object(message, "mark"), "name"))


def _clear(message: dict[str, Any]) -> Clear:
    return Clear(_text(message, "streamSid"))


def _stop(message: dict[str, Any]) -> Stop:
    stop = _object(message, "stop")
    return Stop(_text(message, "streamSid"), _text(stop, "accountSid"), _text(stop, "callSid"))


_READERS: Mapping[str, Callable[[dict[str, Any]], Message]] = {
    "connected": _connected,
    "start": _start,
    "media": _media,
    "dtmf": _dtmf,
    "mark": _mark,
    "clear": _clear,
    "stop": _stop,
}


def _text(source: dict[str, Any], key: str) -> str:
    value = source.get(key)
    if not isinstance(value, str):
        raise WireError(f"{key} is not a string")
    return value


def _object(source: dict[str, Any], key: str) -> dict[str, Any]:
    value = source.get(key)
    if not isinstance(value, dict):
        raise WireError(f"{key} is not an object")
    return value


def _whole_number(source: dict[str, Any], key: str) -> int:
    """Twilio writes counters as strings and the media format as numbers."""
    value = source.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str) and len(value) <= _MAX_DIGITS and value.isascii() and value.isdigit():
        return int(value)
    raise WireError(f"{key} is not a whole number")
