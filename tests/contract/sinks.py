"""Sinks that write down what an adapter reports, and a check that an adapter leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from talkif_runtime.providers.contract import ProviderError

TIMEOUT_S = 30


class Watched:
    def __init__(self) -> None:
        self._changed = asyncio.Event()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(TIMEOUT_S):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def notify(self) -> None:
        self._changed.set()


@dataclass(frozen=True, slots=True)
class Heard:
    text: str
    confidence: float
    stt_ms: int


class Ear(Watched):
    """An SttSink."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str | Heard | ProviderError] = []

    @property
    def heard(self) -> list[Heard]:
        return [event for event in self.events if isinstance(event, Heard)]

    @property
    def errors(self) -> list[ProviderError]:
        return [event for event in self.events if isinstance(event, ProviderError)]

    def on_speech_started(self) -> None:
        self.events.append("speech started")
        self.notify()

    def on_final(self, text: str, confidence: float, stt_ms: int) -> None:
        self.events.append(Heard(text, confidence, stt_ms))
        self.notify()

    def on_stt_error(self, error: ProviderError) -> None:
        self.events.append(error)
        self.notify()


@dataclass
class Spoken:
    audio: bytes = b""
    text: str = ""
    done: bool = False


@dataclass
class _Mouth:
    utterances: dict[int, Spoken] = field(default_factory=dict)
    errors: list[ProviderError] = field(default_factory=list)
    calls: int = 0


class Mouth(Watched, _Mouth):
    """A TtsSink."""

    def __init__(self) -> None:
        Watched.__init__(self)
        _Mouth.__init__(self)

    def spoken(self, utterance: int) -> Spoken:
        return self.utterances.setdefault(utterance, Spoken())

    def on_audio(self, utterance: int, audio: bytes, text: str | None) -> None:
        assert not self.spoken(utterance).done, "audio after its end"
        self.spoken(utterance).audio += audio
        self.spoken(utterance).text += text or ""
        self._called()

    def on_audio_done(self, utterance: int) -> None:
        assert not self.spoken(utterance).done, "done twice"
        self.spoken(utterance).done = True
        self._called()

    def on_tts_error(self, error: ProviderError) -> None:
        self.errors.append(error)
        self._called()

    def _called(self) -> None:
        self.calls += 1
        self.notify()


@asynccontextmanager
async def nothing_left_behind() -> AsyncIterator[None]:
    """Fails when the block leaves a task behind. Callbacks that are already due may run first."""
    before = asyncio.all_tasks()
    yield
    for _ in range(3):
        await asyncio.sleep(0)
    left = {task for task in asyncio.all_tasks() - before if not task.done()}
    assert not left, f"tasks left behind: {left}"
