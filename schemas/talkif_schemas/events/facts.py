"""What the conversation decides, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .event import Event, Json, NodeFact, TransferStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntered(NodeFact):
    """The conversation came to a node."""

    visit: int
    """How often the node was entered by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeTaken(NodeFact):
    """Why the conversation moved."""

    kind: Literal["always", "if", "on", "when", "else", "return", "idle"]
    """Kind of the edge."""
    to: str
    """Name of the node that the edge leads to."""
    reason: str
    """Why this edge, for people."""
    confidence: float | None
    """How sure the model was, from 0 to 1; null: none chose."""
    took_ms: int
    """How long the decision took."""
    handler: bool
    """Whether it is a handler's edge, which may be taken from any node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet(NodeFact):
    """A variable of the flow has another value."""

    name: str
    """Name of the variable."""
    value: Json
    """What it is from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSpoke(NodeFact):
    """An utterance of ours was queued (fixed or templated text) or finished streaming (model text)."""

    utterance: int
    """Number of our utterance, counted over the call."""
    text: str
    """What is said."""
    interruptible: bool
    """Whether the caller may cut it off."""
    request: int | None
    """The model request that wrote it, when a model did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequested(NodeFact):
    """An act on the outside world is about to happen; `key` makes it happen once."""

    key: str
    """Unique to this act."""
    kind: Literal["tool", "http", "transfer", "message"]
    """Which act."""
    target: str
    """Tool, URL or phone number."""
    segments: int = 0
    """Of a text message, as the carrier charges it. 0: another act, or a journal from before they were counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioQueued(NodeFact):
    """A recording was queued, to be played `times` times."""

    utterance: int
    """Number of our utterance, counted over the call."""
    url: str
    """Where the recording is."""
    times: int
    """How often it is played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysQueued(NodeFact):
    """Key tones were queued. `w` and `W` are pauses."""

    utterance: int
    """Number of our utterance, counted over the call."""
    digits: str
    """Keys and pauses, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFailed(Event):
    """A recording could not be fetched or read; nothing is played in its place."""

    utterance: int
    """Number of our utterance, counted over the call."""
    url: str
    """Where the recording should be."""
    error: str
    """What went wrong, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSwitched(NodeFact):
    """From here on the call is recorded, is not, or silence is kept in its place."""

    state: Literal["on", "off", "paused"]
    """Whether the call is recorded now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DncRequested(NodeFact):
    """The other party must not be called any more."""

    number: str
    """E.164."""
    reason: str
    """Why, as the do-not-call list has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTried(Event):
    """One of a transfer's numbers was rung."""

    target: str
    """The number."""
    status: TransferStatus
    """How it answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingMissing(Event):
    """A name that the flow uses has no value on this machine; what needs it will fail."""

    kind: Literal["host", "number", "secret"]
    """What kind of name it is."""
    name: str
    """The name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFailed(NodeFact):
    """A condition or assignment could not be evaluated; it counts as false, or leaves the variable as it was."""

    source: str
    """CEL source of it."""
    error: str
    """What went wrong, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChosen(Event):
    """Which vendor serves the call; again after a fallback."""

    kind: Literal["stt", "llm", "tts"]
    """What it does for the call."""
    provider: str
    """Name of the vendor."""
    model: str | None
    """The vendor's name of the model; null: the vendor has one."""
    reason: str
    """Why this one, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMeasured(Event):
    """How the caller's audio arrived on one connection; a call that came back from a transfer has had several."""

    codec: Literal["PCMU", "PCMA"]
    """RFC 3551 name of the audio's form."""
    frames: int
    """Frames that came."""
    jitter_ms: float
    """Mean deviation of the distance between two frames from the length of one."""
    late_frames: int
    """Frames that came too late for a listener who waits for them as long as phones do."""
    lost_frames: int | None
    """Frames that the carrier never got, by the gaps in its timestamps. null: it gives none."""
    round_trip_ms: int | None = None
    """Median, from the end of our speech to the carrier's word that it was played. null: nothing was to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Event):
    """The last event of a call."""

    reason: str
    """bot_ended · caller_hung_up · carrier_hung_up · operator_ended · transferred · max_duration · error"""
    outcome: str | None
    """What the flow says came of the call; null: nothing."""
    disposition: str | None
    """As the node that ended the call has it; null: it says none."""
    outputs: dict[str, Json]
    """Values of the flow's outputs."""
