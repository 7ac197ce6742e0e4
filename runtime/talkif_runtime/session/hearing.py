"""The recogniser of one call, with its fallbacks: the flow's list in order, then nothing."""

from __future__ import annotations

from collections.abc import Callable

from talkif_runtime.providers.contract import ProviderError, Stt, SttExpectation, SttOptions, SttStream
from talkif_schemas.artifact import ServiceRef

from .listener import Listener


class Hearing:
    """Passes on what a recogniser finds. One that dies is opened again once, then the next one takes over.

    `failed` is told of each failure, `out_of_vendors` of the last one when there is nobody left to turn to.
    """

    def __init__(
        self,
        candidates: tuple[tuple[ServiceRef, Stt], ...],
        language: str,
        listener: Listener,
        *,
        speech_started: Callable[[], None],
        final: Callable[[str, float, int], None],
        chosen: Callable[[ServiceRef, str], None],
        failed: Callable[[ProviderError], None],
        out_of_vendors: Callable[[ProviderError], None],
        reopen: Callable[[], None],
    ) -> None:
        self._candidates = [entry for entry in candidates for _ in range(2)]
        self._language = language
        self._listener = listener
        self._speech_started = speech_started
        self._final = final
        self._chosen = chosen
        self._failed = failed
        self._out_of_vendors = out_of_vendors
        self._reopen = reopen
        self._stream: SttStream | None = None
        self._closed = False
        self._expectation: SttExpectation = "speech"
        self._last_error: ProviderError | None = None

    async def open(self) -> None:
        """Connect to the first candidate that takes us. Reports a failure instead of raising it."""
        while self._candidates and not self._closed:
            ref, stt = self._candidates.pop(0)
            try:
                stream = await stt.open(SttOptions(self._language, ref.model, extra=ref.options), self)
            except ProviderError as error:
                self._note(error)
                if not error.retryable:
                    self._candidates = [entry for entry in self._candidates if entry[1] is not stt]
                continue
            if self._closed:  # The caller hung up meanwhile, and `close` has found nothing to close.
                await stream.close()
                return
            self._stream = stream
            stream.expect(self._expectation)
            self._listener.attach(stream)
            self._chosen(ref, "fallback" if self._last_error is not None else "first choice")
            return
        if not self._closed:
            none = ProviderError("stt", "none", "unavailable", "no vendor", retryable=False)
            self._out_of_vendors(self._last_error or self._note(none))

    def _note(self, error: ProviderError) -> ProviderError:
        self._last_error = error
        self._failed(error)
        return error

    def expect(self, expectation: SttExpectation) -> None:
        if expectation != self._expectation:
            self._expectation = expectation
            if self._stream is not None:
                self._stream.expect(expectation)

    async def close(self) -> None:
        """Give the socket back, also one that is being opened."""
        self._closed = True
        self._listener.attach(None)
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()

    # SttSink

    def on_speech_started(self) -> None:
        self._speech_started()

    def on_final(self, text: str, confidence: float, stt_ms: int) -> None:
        self._final(text, confidence, stt_ms)

    def on_stt_error(self, error: ProviderError) -> None:
        self._note(error)
        self._listener.attach(None)
        self._stream = None
        self._reopen()
