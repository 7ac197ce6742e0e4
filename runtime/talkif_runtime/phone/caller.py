"""The person who calls: follows a script, one 20 ms frame at a time. Does no I/O and reads no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from talkif_runtime.wire import g711
from talkif_schemas.events import AnsweredBy

from .ear import Ear, Heard
from .error import PhoneError
from .playout import FRAME_BYTES, FRAME_MS

_SILENT_FRAME = g711.silence(FRAME_MS)
_DIGITS = frozenset("0123456789*#")


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    digits: str
    gap_ms: int = 200
    """Silence after each digit."""


@dataclass(frozen=True, slots=True)
class WaitForQuiet:
    """Until the bot has spoken and is done: nothing to play for `quiet_ms`, and the last audio's mark went back.

    Only what is heard after the caller's own last words, or after the last wait, counts as speech.
    """

    quiet_ms: int = 600
    timeout_ms: int = 15_000


@dataclass(frozen=True, slots=True)
class InterruptAfter:
    """Until the bot has spoken for `spoken_ms` since this step began. The next step then talks into its speech."""

    spoken_ms: int
    timeout_ms: int = 15_000


@dataclass(frozen=True, slots=True)
class Silence:
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Expect:
    """Judges what was heard since the caller last spoke or pressed a key. Runs between two frames: it must be quick."""

    check: Callable[[tuple[Heard, ...]], str | None]
    """Returns a complaint, which ends the call as failed, or None."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The carrier's answering machine detection finds out who or what this is."""

    answered_by: AnsweredBy


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


Step: TypeAlias = Say | Press | WaitForQuiet | InterruptAfter | Silence | Expect | Detected | HangUp


@dataclass(frozen=True, slots=True)
class Act:
    """What the caller does in one frame."""

    audio: bytes = _SILENT_FRAME
    digit: str | None = None
    detected: AnsweredBy | None = None
    hang_up: bool = False


class Caller:
    """After the last step the caller stays on the line and listens until the call ends."""

    def __init__(self, script: Sequence[Step], speech: Mapping[str, bytes], ear: Ear) -> None:
        """`speech`: mu-law audio of every text of the script. Raises ValueError when the script makes no sense."""
        for step in script:
            if isinstance(step, Press) and (not step.digits or not _DIGITS.issuperset(step.digits)):
                raise ValueError(f"{step.digits!r} are not keys of a phone")
            if isinstance(step, Say) and step.text not in speech:
                raise ValueError(f"no speech for {step.text!r}")
        if any(isinstance(step, HangUp) for step in script[:-1]):
            raise ValueError("there are steps after the caller hung up")
        self._script = script
        self._speech = speech
        self._ear = ear
        self._at_ms = 0
        self._spoke_until_ms = 0
        self._listens_since_ms = 0
        self._acts = self._follow()
        self.steps_done = 0

    def act(self, at_ms: int) -> Act:
        """What happens in the frame that begins at `at_ms`. Raises PhoneError when the bot fails the script."""
        self._at_ms = at_ms
        return next(self._acts)

    def _follow(self) -> Iterator[Act]:
        for step in self._script:
            yield from self._take(step)
            self.steps_done += 1
        if self._script and isinstance(self._script[-1], HangUp):
            yield Act(hang_up=True)
        while True:
            yield Act()

    def _take(self, step: Step) -> Iterator[Act]:
        match step:
            case Say(text):
                speech = self._speech[text]
                for start in range(0, len(speech), FRAME_BYTES):
                    yield Act(speech[start : start + FRAME_BYTES].ljust(FRAME_BYTES, g711.SILENCE))
                self._spoke()
            case Press(digits, gap_ms):
                for digit in digits:
                    yield Act(digit=digit)
                    yield from self._silence(gap_ms)
                self._spoke()
            case Silence(duration_ms):
                yield from self._silence(duration_ms)
            case WaitForQuiet():
                yield from self._wait_for_quiet(step)
            case InterruptAfter():
                yield from self._wait_for_speech(step)
            case Detected(answered_by):
                yield Act(detected=answered_by)
            case Expect(check):
                complaint = check(self._ear.heard(self._spoke_until_ms))
                if complaint is not None:
                    raise PhoneError(f"step {self.steps_done + 1}: {complaint}")

    def _spoke(self) -> None:
        self._spoke_until_ms = self._listens_since_ms = self._at_ms

    def _silence(self, duration_ms: int) -> Iterator[Act]:
        for _ in range(0, duration_ms, FRAME_MS):
            yield Act()

    def _wait_for_quiet(self, step: WaitForQuiet) -> Iterator[Act]:
        deadline_ms = self._at_ms + step.timeout_ms
        ear = self._ear
        while not (
            ear.until_ms > self._listens_since_ms and ear.finished and self._at_ms - ear.until_ms >= step.quiet_ms
        ):
            if self._at_ms >= deadline_ms:
                raise PhoneError(f"step {self.steps_done + 1}: {self._why_not_quiet(step)}")
            yield Act()
        self._listens_since_ms = self._at_ms

    def _why_not_quiet(self, step: WaitForQuiet) -> str:
        if self._ear.until_ms <= self._listens_since_ms:
            return f"the bot said nothing for {step.timeout_ms} ms"
        if not self._ear.finished and self._at_ms - self._ear.until_ms >= step.quiet_ms:
            return "the bot fell silent but sent no mark after its audio"
        return f"the bot did not stop talking within {step.timeout_ms} ms"

    def _wait_for_speech(self, step: InterruptAfter) -> Iterator[Act]:
        deadline_ms = self._at_ms + step.timeout_ms
        before_ms = self._ear.total_ms
        while self._ear.total_ms - before_ms < step.spoken_ms:
            if self._at_ms >= deadline_ms:
                spoken_ms = self._ear.total_ms - before_ms
                raise PhoneError(
                    f"step {self.steps_done + 1}: the bot spoke for {spoken_ms} ms within {step.timeout_ms} ms, "
                    f"not for {step.spoken_ms} ms"
                )
            yield Act()
