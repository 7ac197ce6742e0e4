"""What happens to a conversation: what drives its machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .event import AnsweredBy, Event, Json, TransferStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(Event):
    """The carrier connected the audio. Everything that the flow may know from outside is in here."""

    call: dict[str, Json]
    """What templates read as `call`."""
    contact: dict[str, Json]
    """What templates read as `contact`."""
    account: dict[str, Json]
    """What templates read as `account`."""
    campaign: dict[str, Json]
    """What templates read as `campaign`."""
    inputs: dict[str, Json]
    """Values of the flow's inputs."""
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
    """What was said."""
    confidence: float
    """How sure the recogniser is, from 0 to 1."""
    stt_ms: int
    """End of speech to this result."""
    speech_end_ms: int
    """When the caller fell silent, on the call's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DtmfPressed(Event):
    """The caller pressed a key."""

    digit: str
    """0 to 9, `*`, `#`, or A to D."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechBegan(Event):
    """The first audio of an utterance of ours left for the carrier."""

    utterance: int
    """Number of our utterance, counted over the call."""
    tts_ms: int
    """Text handed to the synthesiser, to first audio. 0 when the audio was cached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechPlayed(Event):
    """The carrier played an utterance to its end."""

    utterance: int
    """Number of our utterance, counted over the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechInterrupted(Event):
    """Playing was cut short; `heard` is the part of the text that reached the caller."""

    utterance: int
    """Number of our utterance, counted over the call."""
    heard: str
    """What reached the caller."""
    rest: str
    """What did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRequest:
    """A tool call that the model asks for."""

    id: str
    """As the model calls it."""
    name: str
    """Name of the tool."""
    arguments: dict[str, Json]
    """By name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmAnswered(Event):
    """The model finished. Its text, if any, has been spoken as `utterance` while it arrived."""

    request: int
    """Number of the request, counted over the call."""
    text: str
    """What it said."""
    choice: str | None
    """Id of the chosen option; null: it stays."""
    confidence: float | None
    """How sure the model is of its choice, from 0 to 1; null: it did not say."""
    reason: str
    """Of the choice, in the model's words."""
    tool_calls: tuple[ToolRequest, ...]
    """Tools that it wants called."""
    first_token_ms: int
    """Request to the first token."""
    total_ms: int
    """Request to the end of the answer."""
    provider: str
    """Name of the vendor."""
    model: str
    """The vendor's name of the model."""
    prompt_tokens: int
    """What was read."""
    completion_tokens: int
    """What was written."""
    cached_tokens: int = 0
    """Of the prompt: what the vendor had kept. Journals from before it was counted have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmFailed(Event):
    """No provider of the list could answer, or the stream broke off."""

    request: int
    """Number of the request, counted over the call."""
    code: str
    """Of the last failure."""
    spoken: str
    """What had been handed to the synthesiser before the failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinished(Event):
    """A tool, a request or a message is done."""

    request: int
    """Number of the request, counted over the call."""
    status: Literal["success", "failure", "timeout"]
    """How it ended."""
    result: Json
    """What the tool answered; null: nothing."""
    error: str | None
    """What went wrong, for people; null: nothing."""
    took_ms: int
    """Request to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFinished(Event):
    """A transfer is over."""

    status: TransferStatus
    """How the last number that was rung answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeepHeard(Event):
    """A tone on the caller's side, as answering machines give before they record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDetected(Event):
    """The carrier says who or what picked up."""

    answered_by: AnsweredBy
    """The carrier's word for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Event):
    """A time that the conversation waited for has come."""

    timer: str
    """Name of the timer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorFailed(Event):
    """A speech vendor is gone and no fallback is left."""

    kind: Literal["stt", "tts"]
    """What it did for the call."""
    provider: str
    """Name of the vendor."""
    code: str
    """Of the failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp(Event):
    """The line is gone."""

    by: Literal["caller", "carrier", "server", "operator"]
    """`operator`: whoever told us through the API to end the call."""
    reason: str
    """More about it, for people."""
