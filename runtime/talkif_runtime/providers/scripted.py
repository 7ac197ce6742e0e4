"""Vendors that do as they are told: for tests, simulations and demos. Nothing here needs a key, a model or a network.

The speech recogniser is driven by the test, the language model answers from a list, and the synthesiser hums for as
long as the text would take to speak.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass

from .contract import (
    LlmDelta,
    LlmRequest,
    OptionTaken,
    ProviderError,
    SttExpectation,
    SttOptions,
    SttSink,
    TextDelta,
    ToolCall,
    TtsOptions,
    TtsSink,
    Usage,
)

PROVIDER = "scripted"
MS_PER_CHARACTER = 60
"""Length of the hum: about 190 words a minute."""

NO_USAGE = Usage(prompt_tokens=0, completion_tokens=0)

# One millisecond of the digital milliwatt, 1 kHz at 0 dBm0 (ITU-T G.711, table 6).
_HUM = bytes.fromhex("1e0b0b1e9e8b8b9e")


class ScriptedStt:
    """Fails every `open` with `refusal` when one is given."""

    provider = PROVIDER

    def __init__(self, refusal: ProviderError | None = None) -> None:
        self.refusal = refusal
        self.streams: list[ScriptedSttStream] = []

    async def open(self, options: SttOptions, sink: SttSink) -> ScriptedSttStream:
        if self.refusal is not None:
            raise self.refusal
        stream = ScriptedSttStream(options, sink)
        self.streams.append(stream)
        return stream


class ScriptedSttStream:
    """Hears what the test says."""

    def __init__(self, options: SttOptions, sink: SttSink) -> None:
        self.options = options
        self.heard_bytes = 0
        self.expected: SttExpectation = "speech"
        self.open = True
        self._sink = sink

    def start_speech(self) -> None:
        if self.open:
            self._sink.on_speech_started()

    def hear(self, text: str, *, confidence: float = 1.0, stt_ms: int = 0) -> None:
        """A whole utterance: the start of speech and its final text."""
        if self.open:
            self._sink.on_speech_started()
            self._sink.on_final(text, confidence, stt_ms)

    def fail(self, error: ProviderError) -> None:
        if self.open:
            self.open = False
            self._sink.on_stt_error(error)

    def send(self, audio: bytes) -> None:
        if self.open:
            self.heard_bytes += len(audio)

    def expect(self, expectation: SttExpectation) -> None:
        self.expected = expectation

    async def close(self) -> None:
        self.open = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One turn of the model: text first, then at most one option, then tool calls, then the error if there is one."""

    says: str = ""
    choose: str | None = None
    reason: str = "scripted"
    confidence: float | None = 1.0
    tool_calls: tuple[ToolCall, ...] = ()
    usage: Usage = NO_USAGE
    error: ProviderError | None = None
    hold: asyncio.Event | None = None
    """Nothing is said before this is set."""


class ScriptedLlm:
    """Gives the answers in order, a word at a time. Without one left it is `unavailable`."""

    provider = PROVIDER

    def __init__(self, answers: Iterable[Answer] = ()) -> None:
        self.answers = deque(answers)
        self.requests: list[LlmRequest] = []
        self.cancelled = 0
        """Streams that were given up before their end."""

    async def stream(self, request: LlmRequest) -> AsyncGenerator[LlmDelta, None]:
        self.requests.append(request)
        if not self.answers:
            raise ProviderError("llm", PROVIDER, "unavailable", "the script has no answer left", retryable=False)
        answer = self.answers.popleft()
        try:
            if answer.hold is not None:
                await answer.hold.wait()
            for delta in _deltas(answer, request):
                yield delta
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += 1
            raise
        if answer.error is not None:
            raise answer.error

    async def close(self) -> None:
        """There is no connection to give back."""


def _deltas(answer: Answer, request: LlmRequest) -> Iterable[LlmDelta]:
    if request.speak:
        for word in re.findall(r"\s*\S+\s*$|\s*\S+", answer.says):
            yield TextDelta(word)
    if answer.choose is not None:
        yield OptionTaken(answer.choose, answer.reason, answer.confidence)
    yield from answer.tool_calls
    if answer.error is None:
        yield answer.usage


class ScriptedTts:
    """Fails every `open` with `refusal` when one is given."""

    provider = PROVIDER

    def __init__(self, refusal: ProviderError | None = None) -> None:
        self.refusal = refusal
        self.streams: list[ScriptedTtsStream] = []

    async def open(self, options: TtsOptions, sink: TtsSink) -> ScriptedTtsStream:
        if self.refusal is not None:
            raise self.refusal
        stream = ScriptedTtsStream(options, sink)
        self.streams.append(stream)
        return stream


class ScriptedTtsStream:
    """Delivers all audio of a text, a word at a time, on the next turn of the event loop."""

    def __init__(self, options: TtsOptions, sink: TtsSink) -> None:
        self.options = options
        self.said: dict[int, str] = {}
        self.cancelled: set[int] = set()
        self.open = True
        self._sink = sink
        self._loop = asyncio.get_running_loop()

    def say(self, utterance: int, text: str) -> None:
        self.said[utterance] = self.said.get(utterance, "") + text
        self._loop.call_soon(self._deliver, utterance, text)

    def end(self, utterance: int) -> None:
        self._loop.call_soon(self._finish, utterance)

    def cancel(self, utterance: int) -> None:
        self.cancelled.add(utterance)

    def fail(self, error: ProviderError) -> None:
        if self.open:
            self.open = False
            self._sink.on_tts_error(error)

    async def close(self) -> None:
        self.open = False

    def _deliver(self, utterance: int, text: str) -> None:
        for word in re.findall(r"\s*\S+\s*$|\s*\S+", text):
            if not self.open or utterance in self.cancelled:
                return
            self._sink.on_audio(utterance, hum(word), word)

    def _finish(self, utterance: int) -> None:
        if self.open and utterance not in self.cancelled:
            self._sink.on_audio_done(utterance)


def hum(text: str) -> bytes:
    """Mu-law of the length that the text takes to speak."""
    return _HUM * (MS_PER_CHARACTER * len(text))
