"""ElevenLabs speech over its multi-context WebSocket protocol: one socket for a call, one context for an utterance."""

from __future__ import annotations

from typing import Any

from ..contract import ProviderError, TtsOptions, TtsSink
from ..vendor_socket import VendorSocket
from . import elevenlabs_messages as messages
from .elevenlabs_messages import Audio, Failure, Final

PROVIDER = "elevenlabs"
BASE_URL = "wss://api.elevenlabs.io"
MAX_WAITING_CHARS = 20_000
"""Text that may wait for a free context: twenty minutes of speech."""


class ElevenLabsTts:
    """`tick_s` is how often the connection is kept alive. Audio that is due and stays out for longer than two ticks is
    a timeout.
    """

    provider = PROVIDER

    def __init__(
        self, key: str, *, base_url: str = BASE_URL, connect_timeout_s: float = 5.0, tick_s: float = 2.0
    ) -> None:
        self._key = key
        self._base_url = base_url.rstrip("/")
        self._connect_timeout_s = connect_timeout_s
        self._tick_s = tick_s

    async def open(self, options: TtsOptions, sink: TtsSink) -> ElevenLabsStream:
        stream = ElevenLabsStream(options, sink, self._tick_s)
        url = self._base_url + messages.path(options)
        await stream.socket.connect(url, {"xi-api-key": self._key}, self._connect_timeout_s)
        return stream


class ElevenLabsStream:
    """An utterance whose context cannot be opened yet waits in `_waiting`, with its text."""

    def __init__(self, options: TtsOptions, sink: TtsSink, tick_s: float) -> None:
        self._options = options
        self._sink = sink
        # Contexts that the vendor has open; False: cancelled, its audio is not wanted any more.
        self._contexts: dict[str, bool] = {}
        # Those of them that got all their text: the vendor owes us their end.
        self._finishing: set[str] = set()
        self._leaving: set[str] = set()
        self._waiting: dict[int, list[str]] = {}
        self._ended: set[int] = set()
        self._missed_ticks = 0
        self.socket = VendorSocket(
            "tts",
            PROVIDER,
            on_message=self._on_message,
            on_lost=sink.on_tts_error,
            on_tick=self._on_tick,
            tick_s=tick_s,
        )

    def say(self, utterance: int, text: str) -> None:
        if not text.strip():
            return
        if str(utterance) in self._contexts:
            self.socket.send_json(messages.add_text(str(utterance), text))
            return
        self._waiting.setdefault(utterance, []).append(text)
        self._open_waiting()
        if sum(len(text) for texts in self._waiting.values() for text in texts) > MAX_WAITING_CHARS:
            self._fail("refused", f"more than {MAX_WAITING_CHARS} characters wait to be spoken", retryable=False)

    def end(self, utterance: int) -> None:
        context = str(utterance)
        if context in self._contexts:
            self._finish_context(context)
        elif utterance in self._waiting:
            self._ended.add(utterance)
        elif self.socket.is_open:
            self._sink.on_audio_done(utterance)

    def cancel(self, utterance: int) -> None:
        self._waiting.pop(utterance, None)
        self._ended.discard(utterance)
        context = str(utterance)
        if self._contexts.get(context):
            self._contexts[context] = False
            self._finishing.discard(context)
            self.socket.send_json(messages.close_context(context))

    async def close(self) -> None:
        self.socket.send_json(messages.CLOSE_SOCKET)
        await self.socket.close()

    def _open_waiting(self) -> None:
        for utterance in list(self._waiting):
            if len(self._contexts) >= messages.MAX_CONTEXTS:
                return
            context = str(utterance)
            self._contexts[context] = True
            self.socket.send_json(messages.open_context(context, self._options))
            for text in self._waiting.pop(utterance):
                self.socket.send_json(messages.add_text(context, text))
            if utterance in self._ended:
                self._ended.discard(utterance)
                self._finish_context(context)

    def _finish_context(self, context: str) -> None:
        self._finishing.add(context)
        self.socket.send_json(messages.flush(context))
        self.socket.send_json(messages.close_context(context))

    def _on_message(self, message: Any) -> None:
        match messages.parse(message):
            case Audio(context, audio, text):
                self._missed_ticks = 0
                if self._contexts.get(context):
                    self._sink.on_audio(int(context), audio, text)
            case Final(context):
                self._missed_ticks = 0
                wanted = self._contexts.pop(context, False)
                self._finishing.discard(context)
                self._open_waiting()
                if wanted:
                    self._sink.on_audio_done(int(context))
            case Failure(code, detail, retryable):
                self._fail(code, detail, retryable=retryable)
            case None:
                pass

    def _on_tick(self) -> None:
        self.socket.send_json(messages.KEEP_ALIVE)
        self._forget_cancelled()
        self._missed_ticks = self._missed_ticks + 1 if self._finishing else 0
        if self._missed_ticks > 2:
            self._fail("timeout", "audio that is due does not come", retryable=True)

    def _forget_cancelled(self) -> None:
        """A cancelled context takes up room until the vendor confirms its end, or for two ticks at most."""
        for context in self._leaving:
            self._contexts.pop(context, None)
        self._leaving = {context for context, wanted in self._contexts.items() if not wanted}
        self._open_waiting()

    def _fail(self, code: str, detail: str, *, retryable: bool) -> None:
        self.socket.fail(ProviderError("tts", PROVIDER, code, detail, retryable=retryable))
