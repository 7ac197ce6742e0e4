"""One scripted conversation, step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from msgspec import Struct

from talkif_runtime.dialogue.program import Program
from talkif_schemas.events import (
    AnswerDetected,
    AudioQueued,
    BotSpoke,
    CallEnded,
    CallStarted,
    DtmfPressed,
    Event,
    HungUp,
    LlmAnswered,
    SpeechStarted,
    ToolRequest,
    UtteranceHeard,
)

from ..fields.leaves import as_data
from ..files.test_file import BotFields, CaseFields, ExpectFields, ModelFields, StepFields
from ..source import Span
from ..suggest import one_of
from .call import ScriptedCall
from .mocks import Mocks

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
"""A Monday, where a test does not say when it happens."""
_CALL = {
    "id": "call_test",
    "direction": "inbound",
    "from": "+15555550100",
    "to": "+15555550199",
    "attempt": 1,
    "metadata": {},
}
_CONTACT: dict[str, Any] = dict.fromkeys(
    ("firstName", "lastName", "phone", "email", "company", "timezone", "language")
) | {"tags": [], "customFields": {}}
_KEY_MS = 200
_MODEL_MS = 400
_SHOWN = 3


class Failure(Struct, frozen=True):
    """What the flow did not do as the script says."""

    message: str
    span: Span


class Result(Struct, frozen=True):
    """Of one conversation."""

    name: str
    span: Span
    failure: Failure | None
    """The first; what follows from it is not looked at."""
    transcript: tuple[str, ...]
    """Who said and did what, a line each."""
    facts: tuple[Event, ...]
    """What the machine decided."""
    took_ms: int
    """On the clock of the conversation."""


class _Failed(Exception):
    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.failure = Failure(message, span)


def run_case(case: CaseFields, program: Program) -> Result:
    """Raises nothing: what goes wrong is in the result."""
    script = _Script(case, program)
    failure = None
    try:
        script.run()
    except _Failed as failed:
        failure = failed.failure
    call = script.call
    return Result(case.name.value, case.name.span, failure, tuple(script.transcript()), tuple(call.facts), call.at_ms)


class _Script:
    def __init__(self, case: CaseFields, program: Program) -> None:
        self._case = case
        self._span = case.name.span
        """Of the step that is being taken."""
        self._done: list[tuple[int, str]] = []
        """Count of facts before it -> what the caller, a model or a tool did."""
        self._read = 0
        """Facts that steps have looked at."""
        mocks = {str(name): as_data(value) for name, value in (case.mocks or {}).items()}
        self.call = ScriptedCall(program, _started(case), Mocks(mocks))

    def run(self) -> None:
        for step in self._case.script:
            if step is not None:
                self._span = step.span
                self._take(step)
        self._span = self._case.outcome.span if self._case.outcome is not None else self._span
        self._settle()
        if self._case.outcome is not None:
            self._check_outcome(self._case.outcome.value)

    def _take(self, step: StepFields) -> None:
        if step.bot is not None:
            self._bot(step.bot)
        elif step.expect is not None:
            self._expect(step.expect)
        elif step.llm is not None:
            self._model(step.llm)
        elif step.user is not None:
            self._caller(f"caller: {step.user.value}", lambda: self._hear(step.user.value if step.user else ""))
        elif step.dtmf is not None:
            self._caller(f"caller presses {step.dtmf.value}", lambda: self._press(step.dtmf.value if step.dtmf else ""))
        elif step.silence is not None:
            wait_ms = step.silence.value
            self._caller(f"silence for {wait_ms / 1_000:g} s", lambda: self.call.wait(wait_ms))
        elif step.interrupt is not None:
            self._interrupt(step.interrupt.value)
        elif step.voicemail is not None and step.voicemail.value:
            self._caller("an answering machine has taken the call", self._answered_by_machine)
        elif step.hangup is not None and step.hangup.value:
            self._hang_up()

    # ---------------------------------------------------------------- what the flow does

    def _settle(self) -> None:
        self.call.settle()
        if (unmocked := self.call.unmocked) is not None:
            message = f"`{unmocked.node}` calls `{unmocked.name}`, and `mocks` does not say what that answers"
            raise _Failed(message, self._span)

    def _bot(self, expected: BotFields) -> None:
        # What is being said is looked for first: the caller may be about to interrupt it.
        if self._finds(expected):
            return
        self._settle()
        if self._finds(expected):
            return
        unread = _said(self.call.facts[self._read :])
        heard = [f"“{text}” in `{node}`" for _, (node, text) in unread[-_SHOWN:]]
        found = f"it says {', then '.join(heard)}" if heard else f"it says nothing{self._waiting()}"
        raise _Failed(f"the flow should say {_wanted(expected)}; {found}", self._span)

    def _finds(self, expected: BotFields) -> bool:
        for place, (node, text) in _said(self.call.facts[self._read :]):
            is_there = expected.node is None or expected.node.value == node
            if is_there and (expected.says is None or _folded(expected.says.value) in _folded(text)):
                self._read += place + 1
                return True
        return False

    def _expect(self, expected: ExpectFields) -> None:
        self._settle()
        state = self.call.state
        if expected.ended is not None and expected.ended.value != self.call.is_over:
            found = "the call is over" if self.call.is_over else f"the call is not over{self._waiting()}"
            raise _Failed(found, expected.ended.span)
        if expected.node is not None and expected.node.value != state.node:
            message = f"the call should be in `{expected.node.value}`, and is in `{state.node}`"
            raise _Failed(message, expected.node.span)
        for name, value in (expected.vars or {}).items():
            wanted, has = as_data(value), state.vars.get(name)
            if wanted != has or isinstance(wanted, bool) != isinstance(has, bool):
                raise _Failed(f"`{name}` should be {_json(wanted)}, and is {_json(has)}", value.span)

    def _check_outcome(self, wanted: str) -> None:
        if self.call.is_ringing and not self.call.is_over:
            self.call.connect()
            self._settle()
        ended = next((fact for fact in self.call.facts if isinstance(fact, CallEnded)), None)
        if ended is None:
            raise _Failed(f"the call should end with `{wanted}`, and is not over{self._waiting()}", self._span)
        if ended.outcome != wanted:
            found = f"with `{ended.outcome}`" if ended.outcome else f"without an outcome ({ended.reason})"
            raise _Failed(f"the call should end with `{wanted}`, and ends {found}", self._span)

    def _waiting(self) -> str:
        """What the call waits for, to follow a clause."""
        node = self.call.state.node
        if self.call.asked is not None:
            return f": a model is asked in `{node}`, so an `llm` step should say what it answers"
        if self.call.is_over:
            return ", because the call is over"
        return f": it rings from `{node}`" if self.call.is_ringing else f": it waits in `{node}`"

    # ---------------------------------------------------------------- what others do

    def _note(self, what: str) -> None:
        self._done.append((len(self.call.facts), what))

    def _caller(self, what: str, act: Callable[[], None]) -> None:
        """The caller lets the flow finish first."""
        self._settle()
        self._check_open()
        self._read = len(self.call.facts)
        self._note(what)
        act()

    def _check_open(self) -> None:
        if self.call.is_over:
            raise _Failed("nobody is on the line: the call is over", self._span)
        if self.call.asked is not None:
            node = self.call.state.node
            raise _Failed(f"a model is asked in `{node}`; say what it answers with an `llm` step first", self._span)

    def _hear(self, text: str) -> None:
        self.call.happen(SpeechStarted(at_ms=self.call.at_ms))
        self._utter(text)

    def _utter(self, text: str) -> None:
        at_ms = self.call.at_ms
        self.call.happen(UtteranceHeard(at_ms=at_ms, text=text, confidence=1.0, stt_ms=0, speech_end_ms=at_ms))

    def _press(self, keys: str) -> None:
        for key in keys:
            if not self.call.is_over:
                self.call.happen(DtmfPressed(at_ms=self.call.at_ms, digit=key))
                self.call.wait(_KEY_MS)

    def _interrupt(self, text: str) -> None:
        self._check_open()
        if not self.call.is_speaking:
            raise _Failed(f"there is nothing to interrupt{self._waiting()}", self._span)
        self._read = len(self.call.facts)
        self._note(f"caller interrupts: {text}")
        self.call.half_heard()
        self._hear(text)

    def _answered_by_machine(self) -> None:
        self.call.happen(AnswerDetected(at_ms=self.call.at_ms, answered_by="machine_start"))

    def _hang_up(self) -> None:
        self.call.settle()
        if self.call.is_over:
            raise _Failed("nobody is on the line: the call is over", self._span)
        self._read = len(self.call.facts)
        self._note("caller hangs up")
        self.call.happen(HungUp(at_ms=self.call.at_ms, by="caller", reason=""))

    def _model(self, answer: ModelFields) -> None:
        self._settle()
        asked = self.call.asked
        if asked is None:
            raise _Failed(f"no model is asked here{self._waiting()}", self._span)
        chosen = answer.choose.value if answer.choose is not None else None
        offered = [option.id for option in asked.prompt.options]
        if chosen is not None and chosen not in offered:
            hint = f"it may choose {one_of(offered)}" if offered else "there is nothing to choose"
            raise _Failed(f"no way leads to `{chosen}` from `{self.call.state.node}`; {hint}", self._span)
        self._read = len(self.call.facts)
        says = answer.says.value if answer.says is not None else ""
        self._note(f"model chooses {chosen}" if chosen is not None else "model answers")
        self.call.wait(_MODEL_MS)
        calls = (answer.call or {}).items()
        self.call.answer(
            LlmAnswered(
                at_ms=self.call.at_ms,
                request=asked.request,
                text=says,
                choice=chosen,
                confidence=1.0 if chosen is not None else None,
                reason="",
                tool_calls=tuple(
                    ToolRequest(
                        id=f"call_{place}",
                        name=str(name),
                        arguments={str(argument): as_data(value) for argument, value in given.items()},
                    )
                    for place, (name, given) in enumerate(calls)
                ),
                first_token_ms=_MODEL_MS,
                total_ms=_MODEL_MS,
                provider="script",
                model="",
                prompt_tokens=0,
                completion_tokens=0,
            )
        )

    # ---------------------------------------------------------------- what happened

    def transcript(self) -> list[str]:
        lines: list[str] = []
        done = list(self._done)
        for place, fact in enumerate(self.call.facts):
            while done and done[0][0] <= place:
                lines.append(done.pop(0)[1])
            match fact:
                case BotSpoke():
                    lines.append(f"{fact.node}: {fact.text}")
                case AudioQueued():
                    lines.append(f"{fact.node} plays {fact.url}")
                case CallEnded():
                    lines.append(f"the call ends: {fact.outcome or fact.reason}")
        return [*lines, *(what for _, what in done)]


def _said(facts: list[Event]) -> list[tuple[int, tuple[str, str]]]:
    """Places of what the flow said -> (node, text)."""
    said: list[tuple[int, tuple[str, str]]] = []
    for place, fact in enumerate(facts):
        if isinstance(fact, BotSpoke):
            said.append((place, (fact.node, fact.text)))
        elif isinstance(fact, AudioQueued):
            said.append((place, (fact.node, fact.url)))
    return said


def _wanted(expected: BotFields) -> str:
    text = f"“{expected.says.value}”" if expected.says is not None else "something"
    return f"{text} in `{expected.node.value}`" if expected.node is not None else text


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _folded(text: str) -> str:
    """Line breaks and runs of blanks do not count."""
    return " ".join(text.split())


def _started(case: CaseFields) -> CallStarted:
    now = case.now.value if case.now is not None else NOW
    call, contact, inputs = (
        {str(name): as_data(value) for name, value in (given or {}).items()}
        for given in (case.call, case.contact, case.inputs)
    )
    return CallStarted(
        at_ms=0,
        call=_CALL | {"startedAt": now.isoformat()} | call,
        contact=_CONTACT | contact,
        account={"name": "Account"},
        campaign={},
        inputs=inputs,
        system={"now": now.isoformat(), "date": f"{now:%Y-%m-%d}", "time": f"{now:%H:%M}"},
    )
