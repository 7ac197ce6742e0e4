"""What every vendor adapter looks like. One vendor and one kind per file; one contract suite per kind.

Audio at this boundary is always G.711 mu-law, 8,000 Hz, mono: what the phone network speaks. An adapter whose vendor
wants something else transcodes inside. Sinks are called on the event loop and must not block; adapters never raise into
them.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

Kind: TypeAlias = Literal["stt", "llm", "tts", "carrier"]
SttExpectation: TypeAlias = Literal["speech", "digits"]


class ProviderError(Exception):
    """A vendor refused, stalled or broke off.

    `code` is stable: `auth` `refused` `rate_limited` `timeout` `dropped` `protocol` `unavailable`. `retryable` says
    whether the same request may work with another attempt.
    """

    def __init__(self, kind: Kind, provider: str, code: str, detail: str, *, retryable: bool) -> None:
        super().__init__(f"{provider} {kind}: {code}: {detail}")
        self.kind = kind
        self.provider = provider
        self.code = code
        self.detail = detail
        self.retryable = retryable


# ---------------------------------------------------------------- speech to text


@dataclass(frozen=True, slots=True)
class SttOptions:
    language: str
    """BCP 47."""
    model: str | None = None
    keyterms: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


class SttSink(Protocol):
    """Receives what the recogniser finds."""

    def on_speech_started(self) -> None:
        """The caller began to speak; comes before any text of that utterance."""

    def on_final(self, text: str, confidence: float, stt_ms: int) -> None:
        """An utterance is complete. `stt_ms`: end of speech to now. Empty text: sounds, but no words."""

    def on_stt_error(self, error: ProviderError) -> None:
        """The stream is dead. Called at most once; nothing follows."""


class SttStream(Protocol):
    def send(self, audio: bytes) -> None:
        """Hand over caller audio. Never blocks; audio after the end is dropped."""

    def expect(self, expectation: SttExpectation) -> None:
        """What the caller is asked for from now on. A hint: some recognisers cannot narrow down in mid-stream."""

    async def close(self) -> None:
        """Give the socket back. Idempotent; no sink call follows."""


class Stt(Protocol):
    provider: str

    async def open(self, options: SttOptions, sink: SttSink) -> SttStream:
        """Raises ProviderError."""


# ---------------------------------------------------------------- text to speech


@dataclass(frozen=True, slots=True)
class TtsOptions:
    language: str
    voice: str | None = None
    model: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


class TtsSink(Protocol):
    def on_audio(self, utterance: int, audio: bytes, text: str | None) -> None:
        """Audio of an utterance, in order. `text`: the characters that it speaks, when the vendor says so."""

    def on_audio_done(self, utterance: int) -> None:
        """All audio of the utterance has been delivered."""

    def on_tts_error(self, error: ProviderError) -> None:
        """The stream is dead. Called at most once; nothing follows."""


class TtsStream(Protocol):
    """Utterances are numbered by the caller. Several may be under way; each one's audio arrives in order."""

    def say(self, utterance: int, text: str) -> None:
        """Add text to an utterance. Sentences or whole texts, not tokens."""

    def end(self, utterance: int) -> None:
        """No more text for it; `on_audio_done` follows."""

    def cancel(self, utterance: int) -> None:
        """Forget it; neither audio nor `on_audio_done` follows."""

    async def close(self) -> None:
        """Give the socket back. Idempotent; no sink call follows."""


class Tts(Protocol):
    provider: str

    async def open(self, options: TtsOptions, sink: TtsSink) -> TtsStream:
        """Raises ProviderError."""


# ---------------------------------------------------------------- language models


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the dialogue as models see it."""

    role: Literal["user", "assistant", "tool"]
    text: str
    tool_calls: tuple[tuple[str, str, str], ...] = ()
    """(id, name, JSON arguments) of an assistant message."""
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True)
class ToolSchema:
    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of an object."""


@dataclass(frozen=True, slots=True)
class Option:
    """A way out of the node. The model takes one or stays."""

    id: str
    when: str
    examples: tuple[str, ...] = ()
    """Caller utterances that should take it."""


@dataclass(frozen=True, slots=True)
class LlmRequest:
    system: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSchema, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()
    """(caller says, we answer)."""
    model: str | None = None
    speak: bool = True
    """False: no text is wanted, only a choice; or without options, a call of the one tool."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class OptionTaken:
    id: str
    reason: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    name: str
    arguments: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    """Of the prompt: what the vendor had kept from an earlier request that began alike."""


LlmDelta: TypeAlias = TextDelta | OptionTaken | ToolCall | Usage


class Llm(Protocol):
    provider: str

    def stream(self, request: LlmRequest) -> AsyncGenerator[LlmDelta, None]:
        """The answer as it is written. Cancelling the consuming task stops the request.

        Raises ProviderError, also in mid-stream. A stream that is silent for longer than the adapter's time limit is
        a `timeout`.
        """

    async def close(self) -> None:
        """Give pooled connections back."""
