"""A call without a line: the conversation machine on a clock that only moves when something is due.

Speech takes as long as it would take to say, tools answer at once, a transfer rings until somebody says how it ends.
The caller acts when the script says so, and never by themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from talkif_runtime.dialogue.commands import (
    AskModel,
    AwaitBeep,
    CancelModel,
    CancelRequest,
    Command,
    ForgetBeep,
    HangUp,
    Play,
    SendKeys,
    SendRequest,
    SendText,
    Speak,
    StartTimer,
    StopSpeaking,
    StopTimer,
    Transfer,
)
from talkif_runtime.dialogue.program import Program
from talkif_runtime.dialogue.state import State
from talkif_runtime.session import machine
from talkif_schemas.events import (
    ActRequested,
    BeepHeard,
    CallStarted,
    Event,
    HungUp,
    LlmAnswered,
    SpeechInterrupted,
    SpeechPlayed,
    TimerFired,
    TransferFinished,
)

from .mocks import ANSWER_MS, Mocks, Unmocked, sent, unanswered

CHARACTER_MS = 65
"""Of speech, at some 150 words a minute."""
_PLAY_MS = 5_000
"""A recording, whose length nobody knows here."""
_KEY_MS = 250
_BEEP_MS = 1_000
#: These tell how long the caller did nothing. While they alone run, the call waits for the caller.
_OF_CALLER = frozenset({"silence", "max_call"})


class _Said(Struct, frozen=True):
    """Something of ours on the line."""

    utterance: int
    text: str
    ms: int


class ScriptedCall:
    def __init__(self, program: Program, started: CallStarted, mocks: Mocks) -> None:
        self.program = program
        self.state = State()
        self.facts: list[Event] = []
        self.at_ms = 0
        self.asked: AskModel | None = None
        """What a model is asked, until somebody says what it answers."""
        self.is_ringing = False
        """A transfer has no answer yet."""
        self.unmocked: Unmocked | None = None
        """The first request that no mock answers."""
        self._mocks = mocks
        self._line: deque[_Said] = deque()
        self._line_ends_ms = 0
        """When the first of them will have been heard."""
        self._timers: dict[str, int] = {}
        """Timer -> when it is due."""
        self._acts: dict[str, ActRequested] = {}
        """Key of a request -> what it is for."""
        self._answers: dict[int, Event] = {}
        """Request -> what will come of it."""
        self._beep_at_ms: int | None = None
        self._at_once: deque[Event] = deque()
        """What a command brings about by itself."""
        self.happen(started)

    @property
    def is_over(self) -> bool:
        return self.state.phase == "ended"

    @property
    def is_speaking(self) -> bool:
        return bool(self._line)

    def happen(self, event: Event) -> None:
        """Something happens now."""
        self._at_once.append(event)
        while self._at_once:
            outcome = machine.step(self.program, self.state, self._at_once.popleft())
            self.state = outcome.state
            self.facts += outcome.facts
            self._acts |= {fact.key: fact for fact in outcome.facts if isinstance(fact, ActRequested)}
            for command in outcome.commands:
                if type(command) in _EFFECTS:
                    _EFFECTS[type(command)](self, command)

    def settle(self) -> None:
        """Until the call waits for the caller, for a model, for a transfer, or is over."""
        while (due := self._next(but=_OF_CALLER)) is not None:
            self._come_to(due)

    def wait(self, ms: int) -> None:
        """The caller does nothing for so long."""
        until_ms = self.at_ms + ms
        while (due := self._next()) is not None and due <= until_ms:
            self._come_to(due)
        self.at_ms = max(self.at_ms, until_ms)

    def answer(self, answered: LlmAnswered) -> None:
        """What the model answers to what it was asked."""
        assert self.asked is not None, "a model that is asked nothing answers nothing"
        if answered.text.strip() and self.asked.prompt.speak:
            self._say(self.asked.utterance, answered.text.strip())
        self.asked = None
        self.happen(answered)

    def half_heard(self) -> None:
        """Time passes until half of what is being said has been heard."""
        self.at_ms = max(self.at_ms, self._line_ends_ms - self._line[0].ms // 2)

    def connect(self) -> None:
        """A transfer that rings is answered."""
        self.is_ringing = False
        self.happen(TransferFinished(at_ms=self.at_ms, status="completed"))

    def _next(self, *, but: frozenset[str] = frozenset()) -> int | None:
        """When the next thing is due. A timer that is left out counts once something else is due, too."""
        if self.is_over:
            return None
        others = [due for timer, due in self._timers.items() if timer not in but]
        others += [event.at_ms for event in self._answers.values()]
        others += [self._line_ends_ms] if self._line else []
        others += [self._beep_at_ms] if self._beep_at_ms is not None else []
        return min([*others, *self._timers.values()]) if others else None

    def _come_to(self, due_ms: int) -> None:
        """Let what is due happen. Of several things at once, speech comes first: timers wait for its end."""
        self.at_ms = max(self.at_ms, due_ms)
        if self._line and self._line_ends_ms <= self.at_ms:
            said = self._line.popleft()
            self._begin_next()
            self.happen(SpeechPlayed(at_ms=self.at_ms, utterance=said.utterance))
        elif answered := [request for request, event in self._answers.items() if event.at_ms <= self.at_ms]:
            self.happen(self._answers.pop(answered[0]))
        elif self._beep_at_ms is not None and self._beep_at_ms <= self.at_ms:
            self._beep_at_ms = None
            self.happen(BeepHeard(at_ms=self.at_ms))
        else:
            timer = min(self._timers, key=lambda name: self._timers[name])
            del self._timers[timer]
            self.happen(TimerFired(at_ms=self.at_ms, timer=timer))

    def _forget_model(self, command: CancelModel) -> None:
        if self.asked is not None and self.asked.request == command.request:
            self.asked = None

    def _ask(self, command: AskModel) -> None:
        self.asked = command

    def _listen(self, at_ms: int | None) -> None:
        self._beep_at_ms = at_ms

    def _ring(self) -> None:
        self.is_ringing = True

    def _request(self, command: SendRequest) -> None:
        act, at_ms = self._acts[command.key], self.at_ms + ANSWER_MS
        if act.target in self._mocks:
            self._answers[command.request] = self._mocks.finished(command.request, act.target, at_ms)
            return
        self.unmocked = self.unmocked or Unmocked(act.target, act.node)
        self._answers[command.request] = unanswered(command.request, at_ms)

    def _send_text(self, command: SendText) -> None:
        self._answers[command.request] = sent(command.request, self.at_ms + ANSWER_MS)

    def _hang_up(self, command: HangUp) -> None:
        self._at_once.append(HungUp(at_ms=self.at_ms, by="server", reason=command.reason))

    def _say(self, utterance: int, text: str) -> None:
        self._queue(_Said(utterance, text, CHARACTER_MS * len(text)))

    def _start_timer(self, command: StartTimer) -> None:
        self._timers[command.timer] = self.at_ms + command.after_ms

    def _stop_timer(self, command: StopTimer) -> None:
        self._timers.pop(command.timer, None)

    def _cancel_request(self, command: CancelRequest) -> None:
        self._answers.pop(command.request, None)

    def _queue(self, said: _Said) -> None:
        self._line.append(said)
        if len(self._line) == 1:
            self._begin_next()

    def _begin_next(self) -> None:
        if self._line:
            self._line_ends_ms = self.at_ms + self._line[0].ms

    def _fall_silent(self) -> None:
        """Of what is being said, that part was heard for which there was time; of what is queued, nothing."""
        for place, said in enumerate(self._line):
            left_ms = min(said.ms, max(0, self._line_ends_ms - self.at_ms)) if place == 0 else said.ms
            words = said.text.split()
            heard = len(words) * (said.ms - left_ms) // said.ms if said.ms else 0
            self._at_once.append(
                SpeechInterrupted(
                    at_ms=self.at_ms,
                    utterance=said.utterance,
                    heard=" ".join(words[:heard]),
                    rest=" ".join(words[heard:]),
                )
            )
        self._line.clear()


#: What comes of a command. Hints for the recogniser and the recorder change nothing here.
_EFFECTS: dict[type[Command], Callable[[ScriptedCall, Any], None]] = {
    Speak: lambda call, command: call._say(command.utterance, command.text),
    Play: lambda call, command: call._queue(_Said(command.utterance, "", _PLAY_MS * command.times)),
    SendKeys: lambda call, command: call._queue(_Said(command.utterance, "", _KEY_MS * len(command.digits))),
    StopSpeaking: lambda call, _: call._fall_silent(),
    AskModel: ScriptedCall._ask,
    CancelModel: ScriptedCall._forget_model,
    SendRequest: ScriptedCall._request,
    SendText: ScriptedCall._send_text,
    CancelRequest: ScriptedCall._cancel_request,
    StartTimer: ScriptedCall._start_timer,
    StopTimer: ScriptedCall._stop_timer,
    AwaitBeep: lambda call, _: call._listen(call.at_ms + _BEEP_MS),
    ForgetBeep: lambda call, _: call._listen(None),
    Transfer: lambda call, _: call._ring(),
    HangUp: ScriptedCall._hang_up,
}
