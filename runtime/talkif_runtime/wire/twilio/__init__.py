"""What Twilio puts on the wire: Media Streams messages both ways, TwiML answers, webhook forms. No I/O.

Sources: twilio.com/docs/voice/media-streams/websocket-messages, /voice/twiml, /voice/twiml/stream, /voice/twiml/dial,
/voice/twiml/number, /voice/answering-machine-detection.
"""

from __future__ import annotations

from talkif_runtime.wire.error import WireError

from .messages import (
    Clear,
    Connected,
    Dtmf,
    Mark,
    Media,
    MediaFormat,
    Message,
    Start,
    Stop,
    UnknownEvent,
    media_payload,
    parse,
)
from .twiml import connect_stream, dial, hangup, say, say_and_hangup
from .webhooks import (
    AmdResult,
    DialAction,
    VoiceRequest,
    parse_amd_result,
    parse_dial_action,
    parse_voice_request,
)
from .writers import CarrierWriter, ServerWriter

__all__ = [
    "AmdResult",
    "CarrierWriter",
    "Clear",
    "Connected",
    "DialAction",
    "Dtmf",
    "Mark",
    "Media",
    "MediaFormat",
    "Message",
    "ServerWriter",
    "Start",
    "Stop",
    "UnknownEvent",
    "VoiceRequest",
    "WireError",
    "connect_stream",
    "dial",
    "hangup",
    "media_payload",
    "parse",
    "parse_amd_result",
    "parse_dial_action",
    "parse_voice_request",
    "say",
    "say_and_hangup",
]
