"""Deepgram live transcription, over its WebSocket protocol: mu-law goes in as it came from the carrier."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from ...wire import g711
from ..contract import ProviderError, SttExpectation, SttOptions, SttSink
from ..vendor_socket import VendorSocket
from .deepgram_messages import (
    CLOSE_STREAM,
    KEEP_ALIVE,
    Failure,
    Results,
    SpeechStarted,
    UtteranceEnd,
    parse,
    query,
)

PROVIDER = "deepgram"
BASE_URL = "wss://api.deepgram.com"

_BYTES_PER_S = 1000 * g711.BYTES_PER_MS
_SENT_MEMORY = 1_500
"""Send times that are kept, to know how old the end of an utterance is: 30 s of frames of 20 ms."""
_WORDLESS_S = 1.0
"""A final stretch without words that reaches this far beyond the start of speech: it was a noise."""


class DeepgramStt:
    """`tick_s` is how often a quiet connection is kept alive; Deepgram hangs up after 10 s without audio."""

    provider = PROVIDER

    def __init__(
        self, key: str, *, base_url: str = BASE_URL, connect_timeout_s: float = 5.0, tick_s: float = 2.0
    ) -> None:
        self._key = key
        self._base_url = base_url.rstrip("/")
        self._connect_timeout_s = connect_timeout_s
        self._tick_s = tick_s

    async def open(self, options: SttOptions, sink: SttSink) -> DeepgramStream:
        stream = DeepgramStream(sink, self._tick_s)
        url = f"{self._base_url}/v1/listen?{query(options)}"
        await stream.socket.connect(url, {"Authorization": f"Token {self._key}"}, self._connect_timeout_s)
        return stream


class DeepgramStream:
    def __init__(self, sink: SttSink, tick_s: float) -> None:
        self._sink = sink
        self._now_s = asyncio.get_running_loop().time
        self._pieces: list[Results] = []
        self._started_at_s: float | None = None
        self._sent_bytes = 0
        self._sent: deque[tuple[int, float]] = deque(maxlen=_SENT_MEMORY)
        self._quiet = False
        self.socket = VendorSocket(
            "stt",
            PROVIDER,
            on_message=self._on_message,
            on_lost=sink.on_stt_error,
            on_tick=self._keep_alive,
            tick_s=tick_s,
        )

    def send(self, audio: bytes) -> None:
        self._sent_bytes += len(audio)
        self._sent.append((self._sent_bytes, self._now_s()))
        self._quiet = False
        self.socket.send_audio(audio)

    def expect(self, expectation: SttExpectation) -> None:
        """Deepgram has no narrower mode in mid-stream; `smart_format` writes digits as digits."""

    async def close(self) -> None:
        self.socket.send_json(CLOSE_STREAM)
        await self.socket.close()

    def _keep_alive(self) -> None:
        if self._quiet:
            self.socket.send_json(KEEP_ALIVE)
        self._quiet = True

    def _on_message(self, message: Any) -> None:
        match parse(message):
            case Results() as results:
                self._on_results(results)
            case SpeechStarted(at_s):
                self._start_speech(at_s)
            case UtteranceEnd():
                self._finish()
            case Failure(detail):
                self.socket.fail(ProviderError("stt", PROVIDER, "refused", detail, retryable=False))
            case None:
                pass

    def _on_results(self, results: Results) -> None:
        if results.text:
            self._start_speech(results.end_s)
        if not results.is_final:
            return
        if results.text:
            self._pieces.append(results)
        if results.speech_final and self._pieces:
            self._finish()
        elif self._was_noise(results):
            self._started_at_s = None
            self._sink.on_final("", 0.0, self._age_ms(results.end_s))

    def _start_speech(self, at_s: float) -> None:
        if self._started_at_s is None:
            self._started_at_s = at_s
            self._sink.on_speech_started()

    def _was_noise(self, results: Results) -> bool:
        if self._started_at_s is None or self._pieces or results.text:
            return False
        return results.speech_final or results.end_s >= self._started_at_s + _WORDLESS_S

    def _finish(self) -> None:
        """The utterance is complete, if there is one: after `speech_final`, `UtteranceEnd` has nothing left to end."""
        pieces, self._pieces = self._pieces, []
        if not pieces:
            return
        self._started_at_s = None
        weights = [max(1, piece.words) for piece in pieces]
        weighted = sum(piece.confidence * weight for piece, weight in zip(pieces, weights, strict=True))
        text = " ".join(piece.text for piece in pieces)
        self._sink.on_final(text, weighted / sum(weights), self._age_ms(pieces[-1].speech_end_s))

    def _age_ms(self, position_s: float) -> int:
        """How long ago the audio at this position was sent. Beyond the memory: the oldest that is known."""
        position_bytes = position_s * _BYTES_PER_S
        sent_at_s = self._now_s()
        for end_bytes, at_s in reversed(self._sent):
            if end_bytes < position_bytes:
                break
            sent_at_s = at_s
        return round((self._now_s() - sent_at_s) * 1000)
