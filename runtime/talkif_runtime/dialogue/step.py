"""One step of the conversation in the making: a private copy of the state, and what the step wants said and done.

Nodes and the machine work through this and nothing else. The state that a step started from is never touched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from talkif_runtime.providers.contract import LlmRequest, Message
from talkif_runtime.templates import RenderError
from talkif_schemas.artifact import Edge, Node, Services
from talkif_schemas.conditions import ConditionFailed
from talkif_schemas.events import BotSpoke, EdgeTaken, Event, NodeFact, VariableSet
from talkif_schemas.events import ConditionFailed as ConditionFailedFact
from talkif_schemas.template_ast import Template
from talkif_schemas.types import TypeSpec

from .commands import AskModel, CancelModel, CancelRequest, Command, Expect, Speak, StartTimer, StopTimer
from .program import Program
from .region import region_of
from .scope import values
from .shapes import shape
from .state import Ending, Line, State, Utterance

#: Timers that a node starts for itself; they end with it.
_NODE_TIMERS = ("digits", "keys", "voicemail", "greeting", "wait")


class Misfit(Exception):
    """A value is not of the type of the name that it is for."""

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__(f"for `{name}` {'; '.join(problems)}")


class Step:
    def __init__(self, program: Program, before: State, at_ms: int) -> None:
        self.call_program = program
        """Of the flow that the call runs, whatever flow it is in now."""
        self.state = before.copy()
        self.state.at_ms = at_ms
        self.commands: list[Command] = []
        self.facts: list[Event] = []
        self._signed = 0
        self.target: str | None = None
        """Node to enter next; set by `take`."""

    @property
    def at_ms(self) -> int:
        return self.state.at_ms

    @property
    def program(self) -> Program:
        """Of the flow that the conversation is in."""
        return self.call_program.flow(self.state.flow)

    @property
    def node(self) -> Node:
        return self.program.node(self.state.node)

    # ------------------------------------------------------------ values

    def values(self) -> dict[str, Any]:
        return values(self.state)

    def render(self, template: Template) -> str:
        """The text, or nothing, with the failure on record, when the template runs into a limit."""
        try:
            return self.program.render(template, self.values())
        except RenderError as error:
            self.failed(template.source, error)
            return ""

    def evaluate(self, source: str) -> tuple[bool, Any]:
        """(True, value), or (False, None) with the failure on record."""
        try:
            return True, self.program.evaluate(source, self.values())
        except ConditionFailed as error:
            self.failed(source, error)
            return False, None

    def failed(self, source: str, error: ConditionFailed | RenderError | Misfit) -> None:
        """Keep on record what could not be evaluated or rendered."""
        self.facts.append(ConditionFailedFact(at_ms=self.at_ms, node=self.state.node, source=source, error=str(error)))

    def holds(self, condition: str) -> bool:
        known, value = self.evaluate(condition)
        return known and value is True

    @property
    def region(self) -> str:
        """The country whose phone numbers are written without a prefix."""
        return region_of(str(self.state.call.get("to")), self.program.artifact.language)

    def fitted(self, spec: TypeSpec, value: Any) -> tuple[Any, list[str]]:
        """What was computed, as its type wants it, and why it is no value of that type. Null takes a value away."""
        return shape(spec, value, self.region, is_computed=True) if value is not None else (None, [])

    def set_variable(self, name: str, value: Any) -> None:
        self.state.vars = {**self.state.vars, name: value}
        self.facts.append(VariableSet(at_ms=self.at_ms, name=name, value=value, node=self.state.node))

    def assign(self, assignments: dict[str, str]) -> None:
        """Evaluate in order; one that fails, or does not fit its type, leaves its variable as it was."""
        for name, source in assignments.items():
            known, value = self.evaluate(source)
            value, problems = self.fitted(self.program.artifact.variables[name], value)
            if problems:
                self.failed(source, Misfit(f"vars.{name}", problems))
            elif known:
                self.set_variable(name, value)

    def set_last(self, **changes: Any) -> None:
        self.state.last = {**self.state.last, **changes}

    # ------------------------------------------------------------ speech

    def say(self, text: str, *, interruptible: bool | None = None, voice: str | None = None) -> None:
        """Queue a text. Blank texts are skipped, and so are all once nobody is there to hear them."""
        text = text.strip()
        if not text or self.state.wrap_up is not None:
            return
        if interruptible is None:
            interruptible = self.program.artifact.settings.interruptible
        utterance = self.queue(text, interruptible)
        self.add_line(Message("assistant", text), utterance)
        self.commands.append(Speak(utterance, text, voice))
        self.facts.append(
            BotSpoke(
                at_ms=self.at_ms,
                utterance=utterance,
                node=self.state.node,
                text=text,
                interruptible=interruptible,
                request=None,
            )
        )

    def queue(self, text: str | None, interruptible: bool) -> int:
        """A place among what is to be heard, for a new utterance; the command that fills it is the caller's to give."""
        utterance = self.state.next_utterance
        self.state.next_utterance += 1
        entry = Utterance(utterance, self.state.node, interruptible, text)
        self.state.speaking = (*self.state.speaking, entry)
        return utterance

    def add_line(self, message: Message, utterance: int | None = None) -> None:
        self.state.dialogue = (*self.state.dialogue, Line(message, utterance, self.state.next_line))
        self.state.next_line += 1

    # ------------------------------------------------------------ acts

    def new_request(self) -> int:
        request = self.state.next_request
        self.state.next_request += 1
        return request

    def ask_model(self, prompt: LlmRequest, *, interruptible: bool, services: Services | None = None) -> None:
        """`services`: vendors that the node asks for instead of the flow's."""
        self.cancel_model()
        if services is None and self.state.flow is not None:
            services = self.program.artifact.services
        request = self.new_request()
        self.state.request = request
        utterance = self.queue(None, interruptible) if prompt.speak else 0
        self.commands.append(AskModel(request, utterance, prompt, services))

    def cancel_model(self) -> None:
        if self.state.request is not None:
            self.commands.append(CancelModel(self.state.request))
            self.state.request = None
            # What it was going to say will never be said.
            self.state.speaking = tuple(entry for entry in self.state.speaking if entry.text is not None)

    def start_timer(self, timer: str, after_ms: int, *, quiet: bool = False) -> None:
        self.state.timers |= {timer}
        self.commands.append(StartTimer(timer, after_ms, quiet))

    def stop_timer(self, timer: str) -> None:
        if timer in self.state.timers:
            self.state.timers -= {timer}
            self.commands.append(StopTimer(timer))

    def expect(self, what: str) -> None:
        self.commands.append(Expect(what))

    def end(self, reason: str, outcome: str | None = None, disposition: str | None = None, note: str = "") -> None:
        """End the call once what is queued has been played. The first reason counts."""
        if self.state.ending is None:
            self.state.ending = Ending(reason, outcome, disposition, note)
            self.state.phase = "ending"

    # ------------------------------------------------------------ moving

    def take(
        self, edge: Edge, reason: str, *, handler: bool = False, confidence: float | None = None, took_ms: int = 0
    ) -> None:
        """Leave the node by `edge`. The machine enters the target when the node has returned."""
        self.facts.append(
            EdgeTaken(
                at_ms=self.at_ms,
                node=self.state.node,
                kind=edge.kind,
                to=edge.to,
                reason=reason,
                confidence=confidence,
                took_ms=took_ms,
                handler=handler,
            )
        )
        self.leave()
        self.assign(edge.assign)
        if edge.say is not None:
            self.say(self.render(edge.say))
        self.target = edge.to

    def leave(self) -> None:
        """Nothing that the node started may reach the next one."""
        self.cancel_model()
        for request in self.state.tools:
            self.commands.append(CancelRequest(request))
        self.state.tools = {}
        for timer in _NODE_TIMERS:
            self.stop_timer(timer)
        self.state.local = None
        self.state.unheard = ""
        self.state.keys = ""

    def sign(self) -> None:
        """Say on the facts since the last time in which flow they came about. Called before the flow changes."""
        if self.state.flow is not None:
            for place in range(self._signed, len(self.facts)):
                fact = self.facts[place]
                if isinstance(fact, NodeFact):
                    self.facts[place] = replace(fact, flow=self.state.flow)
        self._signed = len(self.facts)
