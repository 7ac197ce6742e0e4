"""The transcript of a call, derived from its journal. What the caller did not hear is not in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, field

from .events import (
    BotSpoke,
    DtmfPressed,
    Event,
    HungUp,
    LlmAnswered,
    NodeEntered,
    SpeechBegan,
    SpeechInterrupted,
    SpeechPlayed,
    UtteranceHeard,
)

#: Keys pressed within this time of each other are one turn.
_SAME_TURN_MS = 4_000


class Turn(Struct):
    """One turn. Times are milliseconds since the call was answered; None is what was not measured."""

    speaker: Literal["ai", "human"]
    content: str
    at_ms: int
    node: str | None
    duration_ms: int | None = None
    keys: bool = False
    """Typed on the keypad instead of spoken."""
    interrupted: bool = False
    stt_ms: int | None = None
    llm_first_token_ms: int | None = None
    llm_ms: int | None = None
    llm_model: str | None = None
    tts_ms: int | None = None
    voice_to_voice_ms: int | None = None
    """The caller's last sound, to our first."""


class _Writer(Struct):
    turns: list[Turn] = field(default_factory=list)
    node: str | None = None
    ours: dict[int, Turn] = field(default_factory=dict)
    unheard: set[int] = field(default_factory=set)
    """Utterances of ours that are queued; no sound of them has left yet."""
    answers: dict[int, LlmAnswered] = field(default_factory=dict)
    silent_since_ms: int | None = None
    """When the caller fell silent, until we speak."""
    last_key_ms: int = 0

    def read(self, event: Event) -> None:
        match event:
            case NodeEntered(node=node):
                self.node = node
            case UtteranceHeard() if event.text.strip():
                self.silent_since_ms = event.speech_end_ms
                turn = Turn("human", event.text.strip(), event.speech_end_ms, self.node, stt_ms=event.stt_ms)
                self.turns.append(turn)
            case DtmfPressed():
                self._key(event)
            case LlmAnswered():
                self.answers[event.request] = event
            case BotSpoke():
                self._queued(event)
            case SpeechBegan():
                self._began(event)
            case SpeechPlayed(utterance=utterance):
                self._over(utterance, event.at_ms)
            case SpeechInterrupted():
                self._cut(event)
            case HungUp(at_ms=at_ms):
                self._line_gone(at_ms)

    def _key(self, event: DtmfPressed) -> None:
        last = self.turns[-1] if self.turns else None
        if last is not None and last.keys and event.at_ms - self.last_key_ms <= _SAME_TURN_MS:
            last.content += event.digit
        else:
            self.turns.append(Turn("human", event.digit, event.at_ms, self.node, keys=True))
        self.last_key_ms = self.silent_since_ms = event.at_ms

    def _queued(self, event: BotSpoke) -> None:
        turn = self.ours.get(event.utterance)
        if turn is None:
            turn = self.ours[event.utterance] = Turn("ai", "", event.at_ms, event.node)
            self.turns.append(turn)
            self.unheard.add(event.utterance)
        turn.content = turn.content if turn.interrupted else event.text
        turn.node = event.node
        answer = self.answers.get(event.request) if event.request is not None else None
        if answer is not None:
            turn.llm_first_token_ms, turn.llm_ms = answer.first_token_ms, answer.total_ms
            turn.llm_model = answer.model or answer.provider

    def _began(self, event: SpeechBegan) -> None:
        turn = self.ours.get(event.utterance)
        if turn is None:  # A model's words are on the line before its answer is complete.
            turn = self.ours[event.utterance] = Turn("ai", "", event.at_ms, self.node)
            self.turns.append(turn)
        self.unheard.discard(event.utterance)
        turn.at_ms = event.at_ms
        turn.tts_ms = event.tts_ms
        if self.silent_since_ms is not None:
            turn.voice_to_voice_ms = event.at_ms - self.silent_since_ms
            self.silent_since_ms = None

    def _over(self, utterance: int, at_ms: int) -> None:
        turn = self.ours.get(utterance)
        if turn is not None:
            turn.duration_ms = at_ms - turn.at_ms

    def _cut(self, event: SpeechInterrupted) -> None:
        turn = self.ours.get(event.utterance)
        if turn is None or not event.rest:
            return
        turn.interrupted = True
        turn.content = event.heard
        turn.duration_ms = event.at_ms - turn.at_ms

    def _line_gone(self, at_ms: int) -> None:
        """How much of the last utterance arrived is not known; its text stays whole."""
        for utterance, turn in self.ours.items():
            if turn.duration_ms is None and utterance not in self.unheard:
                turn.interrupted = True
                turn.duration_ms = at_ms - turn.at_ms

    def heard(self) -> list[Turn]:
        silent = {id(self.ours[utterance]) for utterance in self.unheard}
        return [turn for turn in self.turns if turn.content and id(turn) not in silent]


def transcript(events: Iterable[Event]) -> list[Turn]:
    """Turns in the order in which they were heard; utterances of ours that nobody heard are left out."""
    writer = _Writer()
    for event in events:
        writer.read(event)
    return sorted(writer.heard(), key=lambda turn: turn.at_ms)
