"""Bodies of calls: history, details, transcript, recording, events."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from .after_call import Analysis, Cost, Quality
from .bodies import Body, Moment, PageMeta, PageQuery, Text

CallStatus = Literal["ringing", "inprogress", "completed", "failed"]
Direction = Literal["inbound", "outbound"]


CallOrder = Literal["createdAt", "-createdAt", "durationMs", "-durationMs"]
Duration = Annotated[int, Field(ge=0, le=2**31 - 1)]
MetadataFilter = Annotated[str, StringConstraints(pattern=r"^[^\x00:]{1,100}:[^\x00]{0,500}$")]


class CallQuery(PageQuery):
    """Filters of the call history; all that are given have to hold."""

    status: CallStatus | None = None
    direction: Direction | None = None
    flow_id: Text | None = None
    environment: Text | None = None
    version: Text | None = None
    phone_number: Text | None = None
    """Either side's number, E.164."""
    contact_id: Text | None = None
    """Calls with the contact's phone number on the other side."""
    outcome: Text | None = None
    disposition: Text | None = None
    end_reason: Text | None = None
    min_duration_ms: Duration | None = None
    max_duration_ms: Duration | None = None
    """Of the time from the answer to the end; calls without both have none."""
    has_recording: bool | None = None
    metadata: Annotated[list[MetadataFilter], Field(max_length=10)] | None = None
    """`key:value`, several times: the call's metadata has all of these. Numbers and booleans as JSON writes them."""
    start_date: Moment | None = None
    """Calls created at or after this moment."""
    end_date: Moment | None = None
    """Calls created before this moment."""
    sort: CallOrder = "-createdAt"
    """With `-` in front: from the last or longest on. Calls without a duration come last."""


class Call(Body):
    """One phone call."""

    id: str
    direction: Direction
    from_number: str
    to_number: str
    flow_id: str
    environment: str
    version: str
    digest: str
    """Address of the artifact that answered, from beginning to end."""
    status: CallStatus
    end_reason: str | None
    outcome: str | None
    disposition: str | None
    metadata: dict[str, Any]
    created_at: AwareDatetime
    answered_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    duration_ms: int | None
    """From the answer to the end."""
    recording_available: bool


class CallList(Body):
    calls: list[Call]
    meta: PageMeta


class SourceLine(Body):
    """A line in the flow's repository."""

    file: str
    line: int


class TurnMetrics(Body):
    """Milliseconds; null where nothing was measured."""

    stt_ms: int | None = None
    """End of the caller's speech to the recognised text."""
    llm_ttfb_ms: int | None = None
    """Request to the model's first token."""
    llm_ms: int | None = None
    """Request to the end of the model's answer."""
    tts_ttfb_ms: int | None = None
    """Text to first audio; 0 for cached speech."""
    voice_to_voice_ms: int | None = None
    """The caller's last sound to our first."""


class TranscriptTurn(Body):
    """Who said what, and which line of the flow had them say it."""

    turn_number: int
    speaker: Literal["ai", "human"]
    content: str
    """What was heard: an interrupted text ends where the caller cut it off."""
    kind: Literal["speech", "keypad"]
    interrupted: bool
    timestamp_ms: int
    """Since the call was answered."""
    duration_ms: int | None
    node: str | None
    source: SourceLine | None
    llm_model: str | None
    metrics: TurnMetrics


class Transcript(Body):
    call_id: str
    turns: list[TranscriptTurn]


class TimelineEntry(Body):
    """One step of the conversation."""

    timestamp_ms: int
    kind: Literal["node", "edge", "act", "service", "variable", "problem"]
    text: str
    node: str | None
    source: SourceLine | None


class CallDetails(Call):
    """Everything that is known about a call."""

    outputs: dict[str, Any]
    transcript: list[TranscriptTurn]
    timeline: list[TimelineEntry]
    analysis: Analysis | None
    """null while the call is going on, and some moments after."""
    cost: Cost | None
    quality: Quality | None


class RecordingLink(Body):
    """A link to the stereo WAV file: caller left, us right."""

    url: str
    expires_in_secs: int
    duration_ms: int


class CallEvent(Body):
    """One entry of the journal."""

    seq: int
    at_ms: int
    name: str
    data: dict[str, Any]


class CallEventList(Body):
    events: list[CallEvent]
    meta: PageMeta


class TranscriptQuery(Body):
    format: Annotated[Literal["json", "text", "vtt"], Field(description="json, plain text or WebVTT")] = "json"
