"""What a call used of carriers and vendors, read from its journal. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from talkif_schemas.events import (
    ActRequested,
    BotSpoke,
    CallEnded,
    Event,
    LineMeasured,
    LlmAnswered,
    ServiceChosen,
    SpeechBegan,
    SpeechInterrupted,
    TransferFinished,
    TransferTried,
    VendorFailed,
)
from talkif_schemas.resources.after_call import CostUnit


class Work(NamedTuple):
    """One kind of work of one vendor."""

    kind: Literal["stt", "llm", "tts"]
    provider: str
    model: str | None
    unit: CostUnit


#: Who speaks before a voice has been chosen.
_NOBODY: Final = Work("tts", "unknown", None, "character")


class Leg(NamedTuple):
    """A call that the carrier placed for a transfer."""

    number: str
    """E.164 number or SIP URI."""
    duration_ms: int
    """From the order to ring until either side hung up, which is a little more than what is charged."""


class TextMessage(NamedTuple):
    number: str
    """E.164 number, or the name of one that the environment binds."""
    segments: int
    """0: they were not counted."""


@dataclass(slots=True)
class _Utterance:
    """One of ours."""

    by: Work
    characters: int = 0
    is_cached: bool = False


@dataclass(slots=True)
class _Reader:
    used: Counter[Work] = field(default_factory=Counter)
    legs: list[Leg] = field(default_factory=list)
    messages: list[TextMessage] = field(default_factory=list)
    _listening: tuple[Work, int] | None = None
    """Who is listening, and since when."""
    _voice: Work = _NOBODY
    _utterances: dict[int, _Utterance] = field(default_factory=dict)
    _ordered_ms: int = 0
    _heard_ms: Counter[Work] = field(default_factory=Counter)

    def read(self, event: Event) -> None:
        match event:
            case ServiceChosen(kind="stt"):
                self._silence(event.at_ms)
                self._listening = (Work("stt", event.provider, event.model, "second"), event.at_ms)
            case ServiceChosen(kind="tts"):
                self._voice = Work("tts", event.provider, event.model, "character")
            case VendorFailed(kind="stt") | LineMeasured() | CallEnded():
                self._silence(event.at_ms)
            case LlmAnswered():
                model = event.model or None
                for unit, tokens in input_tokens(event.prompt_tokens, event.cached_tokens).items():
                    self.used[Work("llm", event.provider, model, unit)] += tokens
                self.used[Work("llm", event.provider, model, "output_token")] += event.completion_tokens
            case BotSpoke() | SpeechBegan() | SpeechInterrupted():
                self._speech(event)
            case ActRequested(kind="message"):
                self.messages.append(TextMessage(event.target, event.segments))
            case ActRequested(kind="transfer"):
                self._ordered_ms = event.at_ms
            case TransferTried(status="completed"):
                self.legs.append(Leg(event.target, event.at_ms - self._ordered_ms))
            case TransferFinished():
                self._ordered_ms = event.at_ms

    def _speech(self, event: BotSpoke | SpeechBegan | SpeechInterrupted) -> None:
        spoken = self._utterances.setdefault(event.utterance, _Utterance(self._voice))
        match event:
            case BotSpoke(text=text):
                spoken.characters = max(spoken.characters, len(text))
            case SpeechBegan():
                spoken.by, spoken.is_cached = self._voice, event.tts_ms == 0
            case SpeechInterrupted():
                spoken.characters = max(spoken.characters, len(event.heard) + len(event.rest))

    def _silence(self, at_ms: int) -> None:
        if self._listening is not None:
            work, since_ms = self._listening
            self._heard_ms[work] += at_ms - since_ms
            self._listening = None

    def close(self) -> None:
        for work, heard_ms in self._heard_ms.items():
            self.used[work] += math.ceil(heard_ms / 1000)
        for spoken in self._utterances.values():
            if not spoken.is_cached:
                self.used[spoken.by] += spoken.characters


@dataclass(frozen=True, slots=True)
class Usage:
    """`work`: what was used, without zeros, in the order in which it was first used."""

    work: Sequence[tuple[Work, int]]
    legs: Sequence[Leg]
    messages: Sequence[TextMessage]


def input_tokens(prompt_tokens: int, cached_tokens: int) -> dict[CostUnit, int]:
    """By what vendors charge: what they had kept from an earlier request has a price of its own."""
    kept = min(cached_tokens, prompt_tokens)
    return {"input_token": prompt_tokens - kept, "cached_input_token": kept}


def usage(events: Iterable[Event]) -> Usage:
    """Recognition counts as long as a recogniser listens, as vendors charge it. Speech that was cached is free."""
    reader = _Reader()
    for event in events:
        reader.read(event)
    reader.close()
    return Usage([(work, quantity) for work, quantity in reader.used.items() if quantity], reader.legs, reader.messages)
