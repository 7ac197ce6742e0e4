"""What a call is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from talkif_runtime.clock import Clock
from talkif_runtime.dialogue.commands import Transfer
from talkif_runtime.dialogue.state import State
from talkif_runtime.metrics import Metrics
from talkif_runtime.providers.contract import Llm, Stt, Tts
from talkif_runtime.providers.speech_cache import SpeechCache
from talkif_schemas.artifact import ServiceRef, Services
from talkif_schemas.events import CallEnded

from .outside import Outside
from .recorder import Recorder
from .recording import Recording, RecordingState
from .speaker import Line


class Carrier(Line, Protocol):
    """The connection to the caller."""

    def close(self) -> None:
        """End the connection from our side. Idempotent."""


class NoLine:
    """The connection of a call that goes on after its caller hung up on a process that is gone."""

    def send_audio(self, audio: bytes) -> None:
        """Nobody hears it."""

    def send_mark(self, name: str) -> None:
        """Nobody returns it."""

    def send_clear(self) -> None:
        """Nothing is being played."""

    def close(self) -> None:
        """It is closed."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """The usable vendors of a flow, in order."""

    stt: tuple[tuple[ServiceRef, Stt], ...]
    llm: tuple[tuple[ServiceRef, Llm], ...]
    tts: tuple[tuple[ServiceRef, Tts], ...]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What all calls of a process share."""

    clock: Clock
    recorder: Recorder
    outside: Outside
    speech_cache: SpeechCache
    metrics: Metrics
    choose: Callable[[Services], Vendors]


@dataclass(frozen=True, slots=True)
class Result:
    """How a connection ended. `ended` is None after a transfer whose result is still to come."""

    ended: CallEnded | None
    transfer: Transfer | None
    recording: Recording | None
    """None when nothing was recorded."""
    wrap_up_ms: int = 0
    """How long the flow went on after the line had gone dead."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier connections of the same call left."""

    state: State = field(default_factory=State)
    next_seq: int = 0
    elapsed_ms: int = 0
    """Since the call was answered."""
    recording: RecordingState | None = None
    dead_since: float | None = None
    """Moment of the clock at which the line went dead, when nobody is on it any more."""
