"""The synthesiser of one call, with its fallbacks and the cache of fixed speech in front of it."""

from __future__ import annotations

from collections.abc import Callable

from talkif_runtime.providers.contract import ProviderError, Tts, TtsOptions, TtsStream
from talkif_runtime.providers.speech_cache import SpeechCache, SpeechKey
from talkif_schemas.artifact import ServiceRef
from talkif_schemas.canonical import canonical_json

from .speaker import Speaker


class Voice:
    """Turns text into audio in the speaker. When a synthesiser dies, the next one says what was not delivered.

    `failed` is told of each failure, `out_of_vendors` of the last one when there is nobody left to turn to.
    """

    def __init__(
        self,
        candidates: tuple[tuple[ServiceRef, Tts], ...],
        language: str,
        speaker: Speaker,
        cache: SpeechCache,
        *,
        chosen: Callable[[ServiceRef, str], None],
        failed: Callable[[ProviderError], None],
        out_of_vendors: Callable[[ProviderError], None],
        reopen: Callable[[], None],
    ) -> None:
        self._candidates = list(candidates)
        self._language = language
        self._speaker = speaker
        self._cache = cache
        self._chosen = chosen
        self._failed = failed
        self._out_of_vendors = out_of_vendors
        self._reopen = reopen
        self._stream: TtsStream | None = None
        self._closed = False
        self._ref: ServiceRef | None = None
        self._fixed: frozenset[str] = frozenset()
        self._filling: dict[int, tuple[SpeechKey, bytearray]] = {}
        self._said: dict[int, str] = {}
        self._ended: set[int] = set()
        self._last_error: ProviderError | None = None

    def set_fixed(self, texts: frozenset[str]) -> None:
        """Texts whose audio is worth keeping for other calls."""
        self._fixed = texts

    async def open(self) -> None:
        """Connect to the first candidate that takes us. Reports a failure instead of raising it."""
        while self._candidates and not self._closed:
            ref, tts = self._candidates.pop(0)
            options = TtsOptions(self._language, ref.voice, ref.model, ref.options)
            try:
                stream = await tts.open(options, self)
            except ProviderError as error:
                self._note(error)
                continue
            if self._closed:  # The caller hung up meanwhile, and `close` has found nothing to close.
                await stream.close()
                return
            self._stream, self._ref = stream, ref
            self._chosen(ref, "fallback" if self._last_error is not None else "first choice")
            self._say_waiting()
            return
        if not self._closed:
            none = ProviderError("tts", "none", "unavailable", "no vendor", retryable=False)
            self._out_of_vendors(self._last_error or self._note(none))

    def _note(self, error: ProviderError) -> ProviderError:
        self._last_error = error
        self._failed(error)
        return error

    def _say_waiting(self) -> None:
        """Hand over what was asked for while there was no synthesiser."""
        for utterance, text in list(self._said.items()):
            if self._stream is not None:
                self._stream.say(utterance, text)
            if self._stream is not None and utterance in self._ended:
                self._stream.end(utterance)

    def say(self, utterance: int, text: str) -> None:
        """A whole utterance with a known text. Its place in the speaker is reserved already."""
        if text in self._fixed and self._ref is not None:
            options = canonical_json(self._ref.options).decode()
            key = SpeechKey(self._ref.provider, self._ref.voice, self._ref.model, self._language, options, text)
            audio = self._cache.get(key)
            if audio is not None:
                self._speaker.add_audio(utterance, audio, None)
                self._speaker.complete(utterance)
                return
            self._filling[utterance] = (key, bytearray())
        self.add(utterance, text)
        self.end(utterance)

    def add(self, utterance: int, text: str) -> None:
        """The next sentence of an utterance."""
        self._said[utterance] = self._said.get(utterance, "") + text
        if self._stream is not None:
            self._stream.say(utterance, text)

    def end(self, utterance: int) -> None:
        """No more text for it."""
        if utterance not in self._said:
            self._speaker.complete(utterance)
            return
        self._ended.add(utterance)
        if self._stream is not None:
            self._stream.end(utterance)

    def cancel_all(self) -> None:
        """Forget everything that is being synthesised."""
        for utterance in self._said:
            if self._stream is not None:
                self._stream.cancel(utterance)
        self._said.clear()
        self._ended.clear()
        self._filling.clear()

    async def close(self) -> None:
        """Give the socket back, also one that is being opened."""
        self._closed = True
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.close()

    # TtsSink

    def on_audio(self, utterance: int, audio: bytes, text: str | None) -> None:
        filling = self._filling.get(utterance)
        if filling is not None:
            filling[1].extend(audio)
        self._speaker.add_audio(utterance, audio, text)

    def on_audio_done(self, utterance: int) -> None:
        filling = self._filling.pop(utterance, None)
        if filling is not None:
            self._cache.put(filling[0], bytes(filling[1]))
        self._said.pop(utterance, None)
        self._ended.discard(utterance)
        self._speaker.complete(utterance)

    def on_tts_error(self, error: ProviderError) -> None:
        """What an utterance had delivered stays; the next synthesiser says the utterances that had no audio yet."""
        self._note(error)
        self._stream = None
        self._filling.clear()
        for entry in self._speaker.waiting():
            if entry.received_bytes and entry.id in self._said:
                del self._said[entry.id]
                self._ended.discard(entry.id)
                self._speaker.complete(entry.id)
        self._reopen()
