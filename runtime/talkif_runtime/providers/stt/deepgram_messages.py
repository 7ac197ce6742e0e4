"""Deepgram's live transcription messages (https://developers.deepgram.com/reference/speech-to-text/listen-streaming)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

from ...wire import g711
from ..contract import SttOptions

DEFAULT_MODEL = "nova-3"
KEEP_ALIVE = b'{"type":"KeepAlive"}'
CLOSE_STREAM = b'{"type":"CloseStream"}'

_QUERY: Mapping[str, str] = {
    "encoding": "mulaw",
    "sample_rate": str(g711.RATE_HZ),
    "channels": "1",
    "interim_results": "true",
    "vad_events": "true",
    "endpointing": "300",
    "utterance_end_ms": "1000",
    "punctuate": "true",
    "smart_format": "true",
}


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """`at_s`: position in the audio."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Results:
    """Text of a stretch of audio. Only final text stays; several stretches may make one utterance."""

    text: str
    confidence: float
    words: int
    end_s: float
    """End of the stretch."""
    speech_end_s: float
    """End of the last word; the end of the stretch when there is none."""
    is_final: bool
    speech_final: bool


@dataclass(frozen=True, slots=True)
class UtteranceEnd:
    """No word for `utterance_end_ms`: comes when noise keeps `speech_final` from coming."""


@dataclass(frozen=True, slots=True)
class Failure:
    detail: str


Received: TypeAlias = SpeechStarted | Results | UtteranceEnd | Failure | None


def query(options: SttOptions) -> str:
    """`options.extra` overrides any parameter; its values must be scalars."""
    parameters = {**_QUERY, "model": options.model or DEFAULT_MODEL, "language": options.language}
    parameters |= {name: _scalar(value) for name, value in options.extra.items()}
    return urlencode([*parameters.items(), *(("keyterm", term) for term in options.keyterms)])


def _scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse(message: Any) -> Received:
    """None for messages that do not matter here. Raises ValueError when the message has another shape."""
    try:
        match message["type"]:
            case "Results":
                return _results(message)
            case "SpeechStarted":
                return SpeechStarted(float(message["timestamp"]))
            case "UtteranceEnd":
                return UtteranceEnd()
            case "Error":
                return Failure(str(message.get("description") or message.get("message") or "no description"))
            case _:
                return None
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError(f"unexpected shape: {error!r}") from error


def _results(message: Any) -> Results:
    best = message["channel"]["alternatives"][0]
    words = best.get("words") or ()
    end_s = float(message["start"]) + float(message["duration"])
    return Results(
        text=best["transcript"].strip(),
        confidence=float(best["confidence"]),
        words=len(words),
        end_s=end_s,
        speech_end_s=float(words[-1]["end"]) if words else end_s,
        is_final=bool(message["is_final"]),
        speech_final=bool(message["speech_final"]),
    )
