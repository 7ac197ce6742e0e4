"""What the conversation machine wants done. Commands are values; `session/effects.py` carries them out.

Nothing answers a command directly: what comes of it arrives later as an event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from talkif_runtime.providers.contract import LlmRequest
from talkif_schemas.artifact import NumberRef, SecretRef, Services


@dataclass(frozen=True, slots=True)
class Speak:
    """Say a text after everything that is queued. Answer: SpeechBegan, then SpeechPlayed or SpeechInterrupted."""

    utterance: int
    text: str
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """Play a recording after everything that is queued, `times` times. Answers as for Speak."""

    utterance: int
    url: str
    times: int


@dataclass(frozen=True, slots=True)
class SendKeys:
    """Play key tones after everything that is queued. Answers as for Speak."""

    utterance: int
    digits: str


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
    """An HTTP request with every template rendered. Secrets and the host are still names."""

    method: str
    host: str | None
    url: str
    headers: dict[str, str | SecretRef]
    query: dict[str, str]
    body: Any
    timeout_ms: int
    retries: int
    idempotent: bool


@dataclass(frozen=True, slots=True)
class McpPlan:
    """A call of an MCP server's tool. Secrets and the host are still names."""

    host: str | None
    url: str
    tool: str
    arguments: dict[str, Any]
    headers: dict[str, str | SecretRef]
    timeout_ms: int
    retries: int
    idempotent: bool


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Call a tool. `key` is sent as Idempotency-Key and stays the same over retries. Answer: ToolFinished."""

    request: int
    key: str
    plan: RequestPlan | McpPlan


@dataclass(frozen=True, slots=True)
class SendText:
    """Send a text message, once. Answer: ToolFinished."""

    request: int
    key: str
    to: str | NumberRef
    sender: str | NumberRef
    text: str


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
class AwaitBeep:
    """Listen for the tone of an answering machine from here on. Answer: BeepHeard, at most once."""


@dataclass(frozen=True, slots=True)
class ForgetBeep:
    """Nobody waits for the tone any more."""


@dataclass(frozen=True, slots=True)
class SwitchRecording:
    state: Literal["on", "off", "paused"]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the caller over to the first target that answers. Answer: TransferFinished, here or on the next connection.

    `whisper` is what the colleague hears before the caller.
    """

    key: str
    targets: tuple[str | NumberRef, ...]
    ring_ms: int
    caller_id: str | NumberRef | None
    whisper: str = ""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the connection. Answer: HungUp."""

    reason: str = field(default="bot_ended")


Command: TypeAlias = (
    Speak
    | Play
    | SendKeys
    | AskModel
    | CancelModel
    | StopSpeaking
    | SendRequest
    | SendText
    | CancelRequest
    | StartTimer
    | StopTimer
    | Expect
    | AwaitBeep
    | ForgetBeep
    | SwitchRecording
    | Transfer
    | HangUp
)
