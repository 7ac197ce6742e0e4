"""A journal as people read it: turns with their source lines, the timeline, plain text and WebVTT. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from talkif_schemas.events import (
    ActRequested,
    ConditionFailed,
    EdgeTaken,
    Event,
    LlmFailed,
    NodeEntered,
    ServiceChosen,
    VariableSet,
    VendorFailed,
)
from talkif_schemas.resources.calls import SourceLine, TimelineEntry, TranscriptTurn, TurnMetrics
from talkif_schemas.source_map import SourceMap
from talkif_schemas.transcript import transcript

#: Length of a caption whose end was not measured.
_CAPTION_MS = 2_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where the nodes of the version that a call runs are written."""

    flow: str
    """The flow that the call runs."""
    source_map: SourceMap

    def of(self, node: str | None, flow: str | None = None) -> SourceLine | None:
        """`flow`: the one that the node is in, when it is another."""
        place = self.source_map.get(flow or self.flow, {}).get(node or "")
        return SourceLine(file=place.file, line=place.line) if place is not None else None


def turns(events: Iterable[Event], places: Places) -> list[TranscriptTurn]:
    """The transcript. `places` say where its nodes are written."""
    return [
        TranscriptTurn(
            turn_number=number,
            speaker=turn.speaker,
            content=turn.content,
            kind="keypad" if turn.keys else "speech",
            interrupted=turn.interrupted,
            timestamp_ms=turn.at_ms,
            duration_ms=turn.duration_ms,
            node=turn.node,
            source=places.of(turn.node),
            llm_model=turn.llm_model,
            metrics=TurnMetrics(
                stt_ms=turn.stt_ms,
                llm_ttfb_ms=turn.llm_first_token_ms,
                llm_ms=turn.llm_ms,
                tts_ttfb_ms=turn.tts_ms,
                voice_to_voice_ms=turn.voice_to_voice_ms,
            ),
        )
        for number, turn in enumerate(transcript(events), start=1)
    ]


def timeline(events: Iterable[Event], places: Places) -> list[TimelineEntry]:
    """The steps of the conversation, without what was said."""
    entries = []
    for event in events:
        described = _describe(event)
        if described is not None:
            kind, text, node = described
            entries.append(
                TimelineEntry.model_validate(
                    {
                        "timestampMs": event.at_ms,
                        "kind": kind,
                        "text": text,
                        "node": node,
                        "source": places.of(node),
                    }
                )
            )
    return entries


def _describe(event: Event) -> tuple[str, str, str | None] | None:
    match event:
        case NodeEntered():
            return "node", f"entered {event.node}", event.node
        case EdgeTaken():
            return "edge", f"{event.node} → {event.to} ({event.kind}: {event.reason})", event.node
        case ActRequested():
            return "act", f"{event.kind} {event.target}", event.node
        case ServiceChosen():
            return "service", f"{event.kind}: {event.provider} ({event.reason})", None
        case VariableSet():
            return "variable", f"{event.name} was set", event.node
        case ConditionFailed():
            return "problem", f"{event.source}: {event.error}", event.node
        case VendorFailed():
            return "problem", f"{event.kind} {event.provider}: {event.code}", None
        case LlmFailed():
            return "problem", f"llm: {event.code}", None
    return None


def plain_text(transcript_turns: Sequence[TranscriptTurn]) -> str:
    """One line a turn."""
    return "".join(f"[{_clock(turn.timestamp_ms)}] {turn.speaker}: {turn.content}\n" for turn in transcript_turns)


def web_vtt(transcript_turns: Sequence[TranscriptTurn]) -> str:
    """Captions for the recording. https://www.w3.org/TR/webvtt1/"""
    cues = ["WEBVTT\n"]
    for turn in transcript_turns:
        end_ms = turn.timestamp_ms + (turn.duration_ms or _CAPTION_MS)
        words = turn.content.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")
        cues.append(f"{_clock(turn.timestamp_ms)} --> {_clock(end_ms)}\n<v {turn.speaker}>{words}\n")
    return "\n".join(cues)


def _clock(at_ms: int) -> str:
    seconds, milliseconds = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{milliseconds:03d}"
