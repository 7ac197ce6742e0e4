"""Small flows for tests of the machine, and a conversation that plays events into it."""

from __future__ import annotations

from typing import Any

from talkif_compiler.templates import lower, parse
from talkif_runtime.dialogue.commands import AskModel, Command, Speak
from talkif_runtime.dialogue.program import Program
from talkif_runtime.dialogue.state import State
from talkif_runtime.session import machine
from talkif_schemas.artifact import (
    FORMAT,
    AgentNode,
    Artifact,
    CollectNode,
    Edge,
    EndNode,
    Handler,
    Idle,
    Retries,
    ServiceRef,
    Services,
    Settings,
    Tool,
)
from talkif_schemas.events import (
    CallStarted,
    DtmfPressed,
    EdgeTaken,
    Event,
    LlmAnswered,
    NodeEntered,
    SpeechPlayed,
    TimerFired,
    ToolRequest,
    UtteranceHeard,
)
from talkif_schemas.template_ast import Template
from talkif_schemas.types import InputSpec, TypeSpec

_VENDOR = (ServiceRef(provider="scripted"),)


def text(source: str) -> Template:
    return lower(parse(source))


def go(to: str) -> tuple[Edge, ...]:
    return (Edge(kind="always", to=to),)


def on(**targets: str) -> tuple[Edge, ...]:
    return tuple(Edge(kind="on", event=event, to=to) for event, to in targets.items())


def flow(
    start: str,
    nodes: dict[str, Any],
    *,
    variables: dict[str, TypeSpec] | None = None,
    inputs: dict[str, InputSpec] | None = None,
    handlers: tuple[Handler, ...] = (),
    tools: dict[str, Tool] | None = None,
    idle: Idle | None = None,
    outputs: tuple[str, ...] = (),
    flows: tuple[Artifact, ...] = (),
) -> Program:
    artifact = compiled(
        "test",
        start,
        nodes,
        variables=variables or {},
        inputs=inputs or {},
        handlers=handlers,
        tools=tools or {},
        settings=settings(idle),
        outputs=outputs,
        flows={other.flow: other for other in flows},
    )
    return Program(artifact, "sha256:test")


def settings(idle: Idle | None = None) -> Settings:
    return Settings(max_call_ms=600_000, idle=idle, interruptible=True, recording=True)


def compiled(flow_id: str, start: str, nodes: dict[str, Any], **facts: Any) -> Artifact:
    """A flow as a compiler would give it."""
    fields: dict[str, Any] = {
        "format": FORMAT,
        "flow": flow_id,
        "name": "Test",
        "language": "en-US",
        "services": Services(stt=_VENDOR, llm=_VENDOR, tts=_VENDOR),
        "settings": settings(),
        "prompt": None,
        "inputs": {},
        "variables": {},
        "outputs": (),
        "outcomes": ("done",),
        "tools": {},
        "handlers": (),
        "start": start,
        "nodes": nodes,
        "fixed_speech": (),
        "secrets": (),
        "contract_hash": "",
        "behaviour_hash": "",
    }
    return Artifact(**fields | facts)


class Conversation:
    """Feeds events to the machine and remembers what came of them."""

    def __init__(
        self,
        program: Program,
        *,
        contact: dict[str, Any] | None = None,
        call: dict[str, Any] | None = None,
        now: str = "2026-03-02T09:00:00+00:00",
        **inputs: Any,
    ) -> None:
        self.program = program
        self.state = State()
        self.at_ms = 0
        self.commands: list[Command] = []
        self.facts: list[Event] = []
        self.events: list[Event] = []
        self.send(
            CallStarted(
                at_ms=0,
                call={"id": "call_1", "direction": "inbound", "from": "+1", "to": "+2", "metadata": {}} | (call or {}),
                contact=contact or {},
                account={"name": "Acme"},
                campaign={},
                inputs=inputs,
                system={"now": now, "date": now[:10], "time": now[11:16]},
            )
        )

    def send(self, event: Event) -> machine.Outcome:
        self.events.append(event)
        outcome = machine.step(self.program, self.state, event)
        self.state = outcome.state
        self.commands = outcome.commands
        self.facts += outcome.facts
        return outcome

    def later(self, by_ms: int = 1_000) -> int:
        self.at_ms += by_ms
        return self.at_ms

    def hear_all(self) -> None:
        """Everything queued is played."""
        while self.state.speaking:
            self.send(SpeechPlayed(at_ms=self.later(), utterance=self.state.speaking[0].id))

    def say(self, words: str, *, confidence: float = 0.9) -> None:
        """The caller lets us finish and then says something."""
        self.hear_all()
        self.cut_in(words, confidence=confidence)

    def cut_in(self, words: str, *, confidence: float = 0.9) -> None:
        at_ms = self.later()
        self.send(UtteranceHeard(at_ms=at_ms, text=words, confidence=confidence, stt_ms=100, speech_end_ms=at_ms - 100))

    def press(self, keys: str) -> None:
        self.hear_all()
        for key in keys:
            self.send(DtmfPressed(at_ms=self.later(100), digit=key))

    def fire(self, timer: str) -> None:
        self.send(TimerFired(at_ms=self.later(), timer=timer))

    def answer(self, says: str = "", choose: str | None = None, tool_calls: tuple[ToolRequest, ...] = ()) -> None:
        """The model answers the request that is under way."""
        assert self.state.request is not None
        self.send(
            LlmAnswered(
                at_ms=self.later(200),
                request=self.state.request,
                text=says,
                choice=choose,
                confidence=0.9,
                reason="",
                tool_calls=tool_calls,
                first_token_ms=50,
                total_ms=200,
                provider="scripted",
                model="",
                prompt_tokens=0,
                completion_tokens=0,
            )
        )

    @property
    def spoken(self) -> list[str]:
        """Texts of the last step."""
        return [command.text for command in self.commands if isinstance(command, Speak)]

    @property
    def asked(self) -> AskModel:
        """The model request of the last step."""
        return next(command for command in self.commands if isinstance(command, AskModel))

    @property
    def path(self) -> list[str]:
        return [fact.node for fact in self.facts if isinstance(fact, NodeEntered)]

    @property
    def reasons(self) -> list[str]:
        return [fact.reason for fact in self.facts if isinstance(fact, EdgeTaken)]


END = EndNode(type="end", say=text("Goodbye."), outcome="done")


def collect(**changes: Any) -> CollectNode:
    fields: dict[str, Any] = {
        "type": "collect",
        "into": "order_id",
        "ask": text("Which order?"),
        "slot": "digits",
        "pattern": "[0-9]{6}",
        "dtmf": True,
        "max_digits": 6,
        "timeout_ms": 5_000,
        "interruptible": True,
        "retries": Retries(no_input=(text("Hello?"),), no_match=(text("Six digits."),), max=1),
        "edges": on(done="end", gave_up="sorry"),
    }
    return CollectNode(**(fields | changes))


def order_flow(**changes: Any) -> Any:
    nodes = {
        "ask": collect(**changes),
        "sorry": EndNode(type="end", say=text("Sorry.")),
        "end": END,
        "human": EndNode(type="end", say=text("A person.")),
    }
    handlers = (Handler(kind="on", event="dtmf:0", to="human"),)
    return flow("ask", nodes, variables={"order_id": TypeSpec(type="string")}, handlers=handlers, outputs=("order_id",))


def agent_flow(**changes: Any) -> Any:
    fields: dict[str, Any] = {
        "type": "agent",
        "prompt": text("Help."),
        "greeting": text("How can I help?"),
        "interruptible": True,
        "edges": (
            Edge(kind="when", when="The caller is done", to="end"),
            Edge(kind="on", event="max_turns", to="end"),
        ),
    }
    return flow("talk", {"talk": AgentNode(**(fields | changes)), "end": END}, idle=None)
