"""What the conversation machine wants done. Commands are values; `session/effects.py` carries them out.

Nothing answers a command directly: what comes of it arrives later as an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from talkif_runtime.providers.contract import LlmRequest
from talkif_schemas.artifact import SecretRef, Services


@dataclass(frozen=True, slots=True)
class Speak:
    """Say a text after everything that is queued. Answer: SpeechBegan, then SpeechPlayed or SpeechInterrupted."""

    utterance: int
    text: str
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class AskModel:
    """Stream an answer; its text is spoken as `utterance` while it arrives. Answer: LlmAnswered or LlmFailed."""

    request: int
    utterance: int
    prompt: LlmRequest
    services: Services | None
    """Vendors that the node asks for instead of the flow's."""


@dataclass(frozen=True, slots=True)
class CancelModel:
    """Forget a request. No answer follows."""

    request: int


@dataclass(frozen=True, slots=True)
class StopSpeaking:
    """Silence at once, and drop all that is queued. Answer: one SpeechInterrupted for each utterance not played."""


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """An HTTP request with every template rendered. Secrets are still names."""

    method: str
    url: str
    headers: dict[str, str | SecretRef]
    query: dict[str, str]
    body: Any
    timeout_ms: int
    retries: int
    idempotent: bool


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Call a tool. `key` is sent as Idempotency-Key and stays the same over retries. Answer: ToolFinished."""

    request: int
    key: str
    plan: RequestPlan


@dataclass(frozen=True, slots=True)
class CancelRequest:
    request: int


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Answer: TimerFired. Starting a running timer starts it anew."""

    timer: str
    after_ms: int
    quiet: bool = False
    """True: the time counts from when the caller was last audible, so it never fires while they speak."""


@dataclass(frozen=True, slots=True)
class StopTimer:
    timer: str


@dataclass(frozen=True, slots=True)
class Expect:
    """A hint for the recogniser about the next utterance: `digits` or `speech`."""

    what: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the caller over. Answer: TransferFinished, on this connection or the next one."""

    key: str
    targets: tuple[str, ...]
    ring_ms: int
    caller_id: str | None


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the connection. Answer: HungUp."""

    reason: str = field(default="bot_ended")


Command: TypeAlias = (
    Speak
    | AskModel
    | CancelModel
    | StopSpeaking
    | SendRequest
    | CancelRequest
    | StartTimer
    | StopTimer
    | Expect
    | Transfer
    | HangUp
)
