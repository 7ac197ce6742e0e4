"""The text of Media Streams messages, for the server's side and for the carrier's side of one stream."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from typing import Any

import orjson


class ServerWriter:
    """What a server sends on one stream. The parts that never change are encoded once."""

    def __init__(self, stream_sid: str) -> None:
        self._stream_sid = stream_sid
        self._media_head = orjson.dumps({"event": "media", "streamSid": stream_sid})[:-1] + b',"media":{"payload":"'
        self._clear = orjson.dumps({"event": "clear", "streamSid": stream_sid})

    def media(self, audio: bytes) -> bytes:
        """Any length of mu-law audio."""
        return self._media_head + binascii.b2a_base64(audio, newline=False) + b'"}}'

    def mark(self, name: str) -> bytes:
        return orjson.dumps({"event": "mark", "streamSid": self._stream_sid, "mark": {"name": name}})

    def clear(self) -> bytes:
        return self._clear


class CarrierWriter:
    """What the carrier sends on one stream; keeps the counters that the protocol asks for."""

    def __init__(self, stream_sid: str, account_sid: str, call_sid: str) -> None:
        self._stream_sid = stream_sid
        self._ids = {"accountSid": account_sid, "callSid": call_sid}
        self._sequence_number = 0
        self._chunk = 0
        self._timestamp_ms = 0

    def connected(self) -> bytes:
        return orjson.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, custom_parameters: Mapping[str, str]) -> bytes:
        return self._numbered(
            "start",
            {
                **self._ids,
                "streamSid": self._stream_sid,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": dict(custom_parameters),
            },
        )

    def media(self, audio: bytes) -> bytes:
        """Mu-law at 8,000 Hz; the time stamp of the next message moves on by its length."""
        self._chunk += 1
        fields = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str(self._timestamp_ms),
            "payload": binascii.b2a_base64(audio, newline=False).decode("ascii"),
        }
        self._timestamp_ms += len(audio) // 8
        return self._numbered("media", fields)

    def dtmf(self, digit: str) -> bytes:
        return self._numbered("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> bytes:
        return self._numbered("mark", {"name": name})

    def stop(self) -> bytes:
        return self._numbered("stop", self._ids)

    def _numbered(self, event: str, fields: Mapping[str, Any]) -> bytes:
        self._sequence_number += 1
        return orjson.dumps(
            {
                "event": event,
                "sequenceNumber": str(self._sequence_number),
                event: fields,
                "streamSid": self._stream_sid,
            }
        )
