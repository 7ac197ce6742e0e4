"""What happens on a call: the journal's vocabulary.

Inputs drive the conversation machine; facts are what it decided. Feeding a call's inputs to the machine again gives
the same facts, so the journal is enough to replay a call. Times are whole milliseconds since the call was answered.
Audio is never an event.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Json: TypeAlias = Any
TransferStatus: TypeAlias = Literal["completed", "busy", "no_answer", "failure"]
AnsweredBy: TypeAlias = Literal[
    "human", "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax", "unknown"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events."""

    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFact(Event):
    """Base of the facts that belong to a node."""

    node: str
    flow: str | None = None
    """The flow that the node is in; None for the one that the call runs."""


# ---------------------------------------------------------------- inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(Event):
    """The carrier connected the audio. Everything that the flow may know from outside is in here."""

    call: dict[str, Json]
    contact: dict[str, Json]
    account: dict[str, Json]
    campaign: dict[str, Json]
    inputs: dict[str, Json]
    system: dict[str, str]
    """`now`, `date`, `time` at the start; the machine advances nothing but `at_ms`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResumed(Event):
    """The audio is connected again after a transfer that did not go through; `TransferFinished` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Event):
    """The caller began to speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceHeard(Event):
    """The caller finished an utterance. Empty text: the recogniser found no words in what it heard."""

    text: str
    confidence: float
    stt_ms: int
    """End of speech to this result."""
    speech_end_ms: int
    """When the caller fell silent, on the call's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DtmfPressed(Event):
    digit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBegan(Event):
    """The first audio of an utterance of ours left for the carrier."""

    utterance: int
    tts_ms: int
    """Text handed to the synthesiser, to first audio. 0 when the audio was cached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPlayed(Event):
    """The carrier played an utterance to its end."""

    utterance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechInterrupted(Event):
    """Playing was cut short; `heard` is the part of the text that reached the caller."""

    utterance: int
    heard: str
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRequest:
    """A tool call that the model asks for."""

    id: str
    name: str
    arguments: dict[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmAnswered(Event):
    """The model finished. Its text, if any, has been spoken as `utterance` while it arrived."""

    request: int
    text: str
    choice: str | None
    """Id of the chosen option; None means stay."""
    confidence: float | None
    reason: str
    tool_calls: tuple[ToolRequest, ...]
    first_token_ms: int
    total_ms: int
    provider: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    """Of the prompt: what the vendor had kept. Journals from before it was counted have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmFailed(Event):
    """No provider of the list could answer, or the stream broke off."""

    request: int
    code: str
    spoken: str
    """What had been handed to the synthesiser before the failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished(Event):
    request: int
    status: Literal["success", "failure", "timeout"]
    result: Json
    error: str | None
    took_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFinished(Event):
    status: TransferStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class BeepHeard(Event):
    """A tone on the caller's side, as answering machines give before they record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDetected(Event):
    """The carrier says who or what picked up."""

    answered_by: AnsweredBy


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    timer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorFailed(Event):
    """A speech vendor is gone and no fallback is left."""

    kind: Literal["stt", "tts"]
    provider: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp(Event):
    by: Literal["caller", "carrier", "server", "operator"]
    """`operator`: whoever told us through the API to end the call."""
    reason: str


# ---------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeEntered(NodeFact):
    visit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeTaken(NodeFact):
    """Why the conversation moved."""

    kind: str
    """always · if · on · when · else · return · idle"""
    to: str
    reason: str
    confidence: float | None
    took_ms: int
    handler: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet(NodeFact):
    name: str
    value: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSpoke(NodeFact):
    """An utterance of ours was queued (fixed or templated text) or finished streaming (model text)."""

    utterance: int
    text: str
    interruptible: bool
    request: int | None
    """The model request that wrote it, when a model did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRequested(NodeFact):
    """An act on the outside world is about to happen; `key` makes it happen once."""

    key: str
    kind: Literal["tool", "http", "transfer", "message"]
    target: str
    segments: int = 0
    """Of a text message, as the carrier charges it. 0: another act, or a journal from before they were counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioQueued(NodeFact):
    """A recording was queued, to be played `times` times."""

    utterance: int
    url: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysQueued(NodeFact):
    """Key tones were queued. `w` and `W` are pauses."""

    utterance: int
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFailed(Event):
    """A recording could not be fetched or read; nothing is played in its place."""

    utterance: int
    url: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSwitched(NodeFact):
    """From here on the call is recorded, is not, or silence is kept in its place."""

    state: Literal["on", "off", "paused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DncRequested(NodeFact):
    """The other party must not be called any more."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferTried(Event):
    """One of a transfer's numbers was rung."""

    target: str
    status: TransferStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingMissing(Event):
    """A name that the flow uses has no value on this machine; what needs it will fail."""

    kind: Literal["host", "number", "secret"]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFailed(NodeFact):
    """A condition or assignment could not be evaluated; it counts as false, or leaves the variable as it was."""

    source: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChosen(Event):
    """Which vendor serves the call; again after a fallback."""

    kind: Literal["stt", "llm", "tts"]
    provider: str
    model: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMeasured(Event):
    """How the caller's audio arrived on one connection; a call that came back from a transfer has had several."""

    codec: Literal["PCMU", "PCMA"]
    """RFC 3551 name of the audio's form."""
    frames: int
    jitter_ms: float
    """Mean deviation of the distance between two frames from the length of one."""
    late_frames: int
    """Frames that came too late for a listener who waits for them as long as phones do."""
    lost_frames: int | None
    """Frames that the carrier never got, by the gaps in its timestamps. None: it gives none."""
    round_trip_ms: int | None = None
    """Median, from the end of our speech to the carrier's word that it was played. None: nothing was to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Event):
    """The last event of a call."""

    reason: str
    """bot_ended · caller_hung_up · carrier_hung_up · operator_ended · transferred · max_duration · error"""
    outcome: str | None
    disposition: str | None
    outputs: dict[str, Json]


Input: TypeAlias = (
    CallStarted
    | CallResumed
    | SpeechStarted
    | UtteranceHeard
    | DtmfPressed
    | SpeechBegan
    | SpeechPlayed
    | SpeechInterrupted
    | LlmAnswered
    | LlmFailed
    | ToolFinished
    | TransferFinished
    | BeepHeard
    | AnswerDetected
    | TimerFired
    | VendorFailed
    | HungUp
)
Fact: TypeAlias = (
    NodeEntered
    | EdgeTaken
    | VariableSet
    | BotSpoke
    | ActRequested
    | AudioQueued
    | KeysQueued
    | AudioFailed
    | RecordingSwitched
    | DncRequested
    | TransferTried
    | BindingMissing
    | ConditionFailed
    | ServiceChosen
    | LineMeasured
    | CallEnded
)

INPUTS: tuple[type[Event], ...] = Input.__args__
FACTS: tuple[type[Event], ...] = Fact.__args__
_BY_NAME: dict[str, type[Event]] = {cls.__name__: cls for cls in INPUTS + FACTS}


def encode(event: Event) -> tuple[str, dict[str, Json]]:
    """Name and JSON-able fields of an event, as the journal stores them."""
    return type(event).__name__, dataclasses.asdict(event)


def decode(name: str, data: dict[str, Json]) -> Event:
    """What `encode` wrote, as an event again.

    Raises KeyError for a name that this version does not know, TypeError for wrong fields.
    """
    if name == "LlmAnswered":
        data = data | {"tool_calls": tuple(ToolRequest(**call) for call in data["tool_calls"])}
    return _BY_NAME[name](**data)
