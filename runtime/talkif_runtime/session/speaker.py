"""Plays utterances to the carrier in order, and knows at every moment what the caller has heard.

Audio leaves in chunks of CHUNK_MS, LEAD_MS ahead of real time: few messages, room for a stall of the event loop, and
little in the network when the caller interrupts. One timer per speaking call, none while nothing is to be played.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Protocol

from talkif_runtime.wire import g711

CHUNK_MS = 100
LEAD_MS = 120
_CHUNK_BYTES = CHUNK_MS * g711.BYTES_PER_MS
#: Speaking time per character where the audio of a text is not complete yet: about 190 words a minute.
_MS_PER_CHARACTER = 60


class Line(Protocol):
    """The carrier's side of a speaker."""

    def send_audio(self, audio: bytes) -> None: ...
    def send_mark(self, name: str) -> None: ...
    def send_clear(self) -> None: ...


@dataclass(slots=True)
class Utterance:
    id: int
    asked_at: float
    """When its first text was handed over."""
    text: str = ""
    audio: bytearray = field(default_factory=bytearray)
    """Not sent yet."""
    aligned: list[tuple[int, int]] = field(default_factory=list)
    """(bytes of audio so far, characters spoken by then), when the synthesiser says so."""
    received_bytes: int = 0
    sent_bytes: int = 0
    synthesis_ms: int = 0
    """First text to first audio."""
    starts_at: float | None = None
    """When its first byte is played."""
    ends_at: float = 0.0
    """When its last byte is played, once all have been sent."""
    complete: bool = False
    """All audio is here."""
    again: bytes = b""
    """A recording that is still to be played `repeats` times."""
    repeats: int = 0

    def refill(self) -> bool:
        """Begin the next round of a recording. False when there is none left."""
        if not self.repeats:
            return False
        self.repeats -= 1
        self.audio += self.again
        return True


@dataclass(frozen=True, slots=True)
class Cut:
    """What an interruption left of an utterance."""

    utterance: int
    heard: str
    rest: str


class Speaker:
    """`began(utterance, tts_ms)` is called with the first audio, `played(utterance)` when the carrier says so."""

    def __init__(
        self,
        line: Line,
        now: Callable[[], float],
        *,
        began: Callable[[int, int], None],
        played: Callable[[int], None],
        recorded: Callable[[bytes, float], None],
    ) -> None:
        self._line = line
        self._now = now
        self._began = began
        self._played = played
        self._recorded = recorded
        self._queue: deque[Utterance] = deque()
        self._by_id: dict[int, Utterance] = {}
        self._marked: dict[str, Utterance] = {}
        self._playhead = 0.0
        self._overdue_ms: list[float] = []
        self._timer: asyncio.TimerHandle | None = None

    # ------------------------------------------------------------ filling

    def queue(self, utterance: int, text: str = "") -> None:
        """Reserve the next place in line. More text may follow through `add_text`."""
        entry = Utterance(utterance, self._now(), text)
        self._queue.append(entry)
        self._by_id[utterance] = entry

    def add_text(self, utterance: int, text: str) -> None:
        entry = self._by_id.get(utterance)
        if entry is not None:
            if not entry.text:
                entry.asked_at = self._now()
            entry.text += text

    def add_audio(self, utterance: int, audio: bytes, text: str | None) -> None:
        """Audio for an utterance that was cut is dropped."""
        entry = self._by_id.get(utterance)
        if entry is None:
            return
        if not entry.received_bytes:
            entry.synthesis_ms = round((self._now() - entry.asked_at) * 1000)
        entry.audio += audio
        entry.received_bytes += len(audio)
        if text is not None:
            spoken = entry.aligned[-1][1] if entry.aligned else 0
            entry.aligned.append((entry.received_bytes, spoken + len(text)))
        if self._timer is None and entry is self._queue[0]:
            self._pump()

    def play(self, utterance: int, audio: bytes, times: int) -> None:
        """All audio of an utterance without text, to be played `times` times."""
        entry = self._by_id.get(utterance)
        if entry is not None and audio and times > 0:
            entry.again, entry.repeats = audio, times
            entry.received_bytes = len(audio) * times
        self.complete(utterance)

    def complete(self, utterance: int) -> None:
        """No more audio will come for it."""
        entry = self._by_id.get(utterance)
        if entry is not None:
            entry.complete = True
            if self._timer is None:
                self._pump()

    def waiting(self) -> list[Utterance]:
        """Utterances whose audio is not complete, in order."""
        return [entry for entry in self._queue if not entry.complete]

    # ------------------------------------------------------------ playing

    def _pump(self) -> None:
        self._timer = None
        now = self._now()
        while self._queue:
            entry = self._queue[0]
            while entry.audio or entry.refill():
                if self._playhead - now >= LEAD_MS / 1000:
                    delay = self._playhead - now - LEAD_MS / 1000 + 0.001
                    self._timer = asyncio.get_running_loop().call_later(delay, self._pump)
                    return
                self._send(entry, now)
            if not entry.complete:
                return
            self._queue.popleft()
            if entry.sent_bytes == 0:
                self._by_id.pop(entry.id, None)
                self._played(entry.id)
                continue
            name = str(entry.id)
            entry.ends_at = self._playhead
            self._marked[name] = entry
            self._line.send_mark(name)

    def _send(self, entry: Utterance, now: float) -> None:
        chunk = bytes(entry.audio[:_CHUNK_BYTES])
        del entry.audio[:_CHUNK_BYTES]
        starts_at = max(self._playhead, now)
        self._line.send_audio(chunk)
        self._recorded(chunk, starts_at)
        self._playhead = starts_at + len(chunk) / g711.BYTES_PER_MS / 1000
        entry.sent_bytes += len(chunk)
        if entry.starts_at is None:
            entry.starts_at = starts_at
            self._began(entry.id, entry.synthesis_ms)

    def mark_returned(self, name: str) -> None:
        """The carrier played everything before this mark. Marks of cut utterances are not known any more."""
        entry = self._marked.pop(name, None)
        if entry is not None:
            self._overdue_ms.append((self._now() - entry.ends_at) * 1000)
            self._by_id.pop(entry.id, None)
            self._played(entry.id)

    def round_trip_ms(self) -> int | None:
        """Median time by which marks returned after the end of their audio as it is counted here, where audio is played
        in the moment in which it is sent. None: no mark has returned."""
        return max(0, round(median(self._overdue_ms))) if self._overdue_ms else None

    # ------------------------------------------------------------ stopping

    def stop(self) -> list[Cut]:
        """Silence at once. One cut for each utterance that was not reported as played."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._now()
        unplayed = [*self._marked.values(), *self._queue]
        if any(entry.sent_bytes for entry in unplayed):
            self._line.send_clear()
        self._playhead = min(self._playhead, now)
        self._marked.clear()
        self._queue.clear()
        self._by_id.clear()
        return [_cut(entry, now) for entry in unplayed]


def _cut(entry: Utterance, now: float) -> Cut:
    if entry.starts_at is None or now <= entry.starts_at:
        return Cut(entry.id, "", entry.text)
    heard_bytes = min(entry.sent_bytes, int((now - entry.starts_at) * 1000) * g711.BYTES_PER_MS)
    if entry.complete and heard_bytes >= entry.received_bytes:
        return Cut(entry.id, entry.text, "")
    characters = _characters(entry, heard_bytes)
    # A word counts as heard when it was heard to its end.
    if characters < len(entry.text):
        characters = entry.text.rfind(" ", 0, characters + 1) + 1 if characters > 0 else 0
    return Cut(entry.id, entry.text[:characters].strip(), entry.text[characters:].strip())


def _characters(entry: Utterance, heard_bytes: int) -> int:
    if entry.aligned:
        before = (0, 0)
        for point in entry.aligned:
            if point[0] >= heard_bytes:
                share = (heard_bytes - before[0]) / max(1, point[0] - before[0])
                return int(before[1] + share * (point[1] - before[1]))
            before = point
        return before[1]
    if entry.complete:
        return len(entry.text) * heard_bytes // max(1, entry.received_bytes)
    return min(len(entry.text), heard_bytes // (_MS_PER_CHARACTER * g711.BYTES_PER_MS))
