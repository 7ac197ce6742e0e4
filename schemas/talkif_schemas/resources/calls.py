"""Bodies of calls: history, details, transcript, recording, events."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ..ids import example_id
from .after_call import Analysis, Cost, Quality
from .bodies import Body, CountedPageMeta, Moment, PageQuery, Text, answered_with

CallStatus = Literal["ringing", "inprogress", "completed", "failed"]
Direction = Literal["inbound", "outbound"]


CallOrder = Literal["createdAt", "-createdAt", "durationMs", "-durationMs"]
Duration = Annotated[int, Field(ge=0, le=2**31 - 1)]
MetadataFilter = Annotated[str, StringConstraints(pattern=r"^[^\x00:]{1,100}:[^\x00]{0,500}$")]


class CallQuery(PageQuery):
    """Filters of the call history; all that are given have to hold."""

    status: CallStatus | None = None
    """Calls in this state."""
    direction: Direction | None = None
    flow_id: Text | None = None
    """Calls of this flow."""
    environment: Text | None = None
    """Calls of this environment."""
    version: Text | None = None
    """Calls that this version answered."""
    phone_number: Text | None = None
    """Either side's number, E.164."""
    contact_id: Text | None = None
    """Calls with the contact's phone number on the other side."""
    outcome: Text | None = None
    """Calls that ended with this outcome."""
    disposition: Text | None = None
    """Calls that ended with this disposition."""
    end_reason: Text | None = None
    """Calls that ended for this reason."""
    min_duration_ms: Duration | None = None
    """Of the time from the answer to the end."""
    max_duration_ms: Duration | None = None
    """Of the time from the answer to the end; calls without both have none."""
    has_recording: bool | None = None
    """Whether there is a recording to fetch."""
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

    model_config = answered_with(
        id=example_id("call"),
        direction="inbound",
        fromNumber="+14155551234",
        toNumber="+14155550100",
        status="completed",
        endReason="flow_end",
        outcome="rescheduled",
        durationMs=74_200,
        metadata={"dealId": "deal_456"},
        answeredAt="2026-03-01T09:30:02Z",
        endedAt="2026-03-01T09:31:16Z",
        recordingAvailable=True,
    )

    id: str
    direction: Direction
    from_number: str
    to_number: str
    flow_id: str
    environment: str
    version: str
    """Version of the flow that answered."""
    digest: str
    """Address of the artifact that answered, from beginning to end."""
    status: CallStatus
    """`ringing`: not answered yet. `inprogress`: answered. `completed`: over. `failed`: an error ended it, or
    the caller before it was answered."""
    end_reason: str | None
    """Code of why the call ended; null: it has not."""
    outcome: str | None
    disposition: str | None
    """As the node that ended the call has it; null: it says none."""
    metadata: dict[str, Any]
    """What whoever started the call gave it to keep."""
    created_at: AwareDatetime
    answered_at: AwareDatetime | None
    """When it was answered; null: it was not."""
    ended_at: AwareDatetime | None
    """When it ended; null: it has not."""
    duration_ms: int | None
    """From the answer to the end."""
    recording_available: bool
    """Whether there is a recording to fetch."""


class CallList(Body):
    calls: list[Call]
    meta: CountedPageMeta


class SourceLine(Body):
    """A line in the flow's repository."""

    model_config = answered_with(file="flows/front-desk.yaml", line=12)

    file: str
    line: int


class TurnMetrics(Body):
    """Milliseconds; null where nothing was measured."""

    model_config = answered_with(sttMs=180, llmTtfbMs=310, llmMs=620, ttsTtfbMs=140, voiceToVoiceMs=840)

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

    model_config = answered_with(
        turnNumber=2,
        speaker="ai",
        content="Of course. Does Tuesday suit you?",
        kind="speech",
        interrupted=False,
        timestampMs=6_400,
        durationMs=1_900,
        node="offer_day",
        llmModel="gpt-5-nano",
    )

    turn_number: int
    """Counted from 1."""
    speaker: Literal["ai", "human"]
    """`ai`: the flow. `human`: the other side."""
    content: str
    """What was heard: an interrupted text ends where the caller cut it off."""
    kind: Literal["speech", "keypad"]
    """Said, or typed on the keypad."""
    interrupted: bool
    """Whether the caller cut it off."""
    timestamp_ms: int
    """Since the call was answered."""
    duration_ms: int | None
    """How long it was heard; null: not measured."""
    node: str | None
    source: SourceLine | None
    """Where the node is written; null: not known."""
    llm_model: str | None
    """Model that wrote the words; null: none did."""
    metrics: TurnMetrics
    """Where the time went."""


class Transcript(Body):
    call_id: str
    turns: list[TranscriptTurn]
    """In the order in which they were heard."""


class TimelineEntry(Body):
    """One step of the conversation."""

    model_config = answered_with(timestampMs=6_400, kind="node", text="Entered offer_day", node="offer_day")

    timestamp_ms: int
    """Since the call was answered."""
    kind: Literal["node", "edge", "act", "service", "variable", "problem"]
    """A node was entered, an edge taken, something done to the call, another system asked, a variable set, or
    something went wrong."""
    text: str
    """What happened, for people."""
    node: str | None
    source: SourceLine | None
    """Where the node is written; null: not known."""


class CallDetails(Call):
    """Everything that is known about a call."""

    model_config = answered_with(Call, outputs={"appointmentDay": "tuesday"})

    outputs: dict[str, Any]
    """Values of the flow's outputs."""
    transcript: list[TranscriptTurn]
    timeline: list[TimelineEntry]
    """What the flow did, in order."""
    analysis: Analysis | None
    """null while the call is going on, and some moments after."""
    cost: Cost | None
    """What the call cost; null: it is not counted up yet."""
    quality: Quality | None
    """How the line was; null: nothing was measured."""


class RecordingLink(Body):
    """A link to the stereo WAV file: caller left, us right."""

    model_config = answered_with(
        url="https://storage.example.com/recordings/01981f2e.wav?expires=1772358600&signature=abc",
        expiresInSecs=600,
        durationMs=74_200,
    )

    url: str
    """To be fetched without a key."""
    expires_in_secs: int
    """How long the link works."""
    duration_ms: int
    """Of the recording."""


class TranscriptQuery(Body):
    format: Annotated[Literal["json", "text", "vtt"], Field(description="json, plain text or WebVTT")] = "json"
