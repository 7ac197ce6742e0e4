"""The offline recogniser: English, without a key or a network. Decodes whole utterances in worker processes."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from ..contract import ProviderError, SttExpectation, SttOptions, SttSink
from . import sphinx_decoder
from .endpointing import Ended, Endpointer

PROVIDER = "offline"
#: For the first decoder to start.
_OPEN_TIMEOUT_S = 20.0
MAX_WAITING = 8
"""Utterances of one call that may wait for a decoder. Decoding is five times faster than speech."""

Result = TypeVar("Result")


class PocketsphinxStt:
    """Shared by all calls of a process. Each worker holds one decoder, about 100 MB."""

    provider = PROVIDER

    def __init__(self, *, workers: int | None = None, decode_timeout_s: float = 20.0) -> None:
        self._workers = workers or min(2, os.cpu_count() or 1)
        self._decode_timeout_s = decode_timeout_s
        self._pool: ProcessPoolExecutor | None = None

    async def open(self, options: SttOptions, sink: SttSink) -> PocketsphinxStream:
        if not options.language.lower().startswith("en"):
            raise _error("refused", f"knows English only, not {options.language}", retryable=False)
        await self._call(sphinx_decoder.ready, timeout_s=_OPEN_TIMEOUT_S)
        return PocketsphinxStream(self, sink)

    async def decode(self, audio: bytes, expectation: SttExpectation) -> tuple[str, float]:
        return await self._call(sphinx_decoder.decode, audio, expectation, timeout_s=self._decode_timeout_s)

    async def close(self) -> None:
        """End the workers; an utterance that is being decoded is waited for."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)

    async def _call(self, work: Callable[..., Result], *arguments: object, timeout_s: float) -> Result:
        if self._pool is None:
            # Spawned, because a forked copy of a process with threads may hang on a lock that nobody holds any more.
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_start_worker)
        pool = self._pool
        try:
            future: Future[Result] = pool.submit(work, *arguments)
            return await asyncio.wait_for(asyncio.wrap_future(future), timeout_s)
        except TimeoutError:
            raise _error("timeout", f"no decoder was free for {timeout_s:g} s", retryable=True) from None
        except BrokenProcessPool as error:
            if self._pool is pool:
                self._pool = None  # the next call starts new workers
            raise _error("dropped", "a decoder process ended", retryable=True) from error
        except (LookupError, RuntimeError) as error:
            raise _error("unavailable", f"decoding failed: {error!r}", retryable=True) from error


class PocketsphinxStream:
    """Utterances are decoded one after the other, so texts come in the order of speech."""

    def __init__(self, recogniser: PocketsphinxStt, sink: SttSink) -> None:
        self._recogniser = recogniser
        self._sink = sink
        self._endpointer = Endpointer()
        self._expectation: SttExpectation = "speech"
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[tuple[Ended, SttExpectation, float]] = asyncio.Queue(MAX_WAITING)
        self._open = True
        self._decoding = self._loop.create_task(self._decode_all())

    def send(self, audio: bytes) -> None:
        if not self._open:
            return
        for found in self._endpointer.push(audio):
            if isinstance(found, Ended):
                self._enqueue(found)
            else:
                self._sink.on_speech_started()

    def expect(self, expectation: SttExpectation) -> None:
        self._expectation = expectation

    async def close(self) -> None:
        self._open = False
        self._decoding.cancel()
        await asyncio.wait([self._decoding])

    def _enqueue(self, ended: Ended) -> None:
        speech_ended_s = self._loop.time() - ended.quiet_ms / 1000
        try:
            self._waiting.put_nowait((ended, self._expectation, speech_ended_s))
        except asyncio.QueueFull:
            self._decoding.cancel()
            self._fail(_error("unavailable", "decoding falls behind the caller", retryable=False))

    async def _decode_all(self) -> None:
        while True:
            ended, expectation, speech_ended_s = await self._waiting.get()
            try:
                text, confidence = await self._recogniser.decode(ended.audio, expectation)
            except ProviderError as error:
                self._fail(error)
                return
            stt_ms = round((self._loop.time() - speech_ended_s) * 1000)
            self._sink.on_final(text, confidence, stt_ms)

    def _fail(self, error: ProviderError) -> None:
        if self._open:
            self._open = False
            self._sink.on_stt_error(error)


def _error(code: str, detail: str, *, retryable: bool) -> ProviderError:
    return ProviderError("stt", PROVIDER, code, detail, retryable=retryable)


def _start_worker() -> None:
    """Runs in each worker. Ctrl-C reaches the whole process group; ending the workers is left to the program."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sphinx_decoder.load()
