"""Small flows over every node type, as a compiler with no checks would give them: loops, dead ends, missing edges."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from talkif_runtime.dialogue.program import Program
from talkif_schemas.artifact import (
    Artifact,
    Choice,
    Edge,
    Handler,
    HttpRequest,
    Idle,
    Node,
    Opening,
    Retries,
    Tool,
    Window,
)
from talkif_schemas.types import InputSpec, TypeSpec
from tests.runtime.session.flows import compiled, settings, text

NODES = ("a", "b", "c", "d")
FLOWS = ("test", "inner", "other")
EVENTS = (
    *("done", "gave_up", "success", "failure", "timeout", "no_input", "no_match", "max_turns", "silence", "error"),
    *("voicemail", "human", "busy", "no_answer", "hangup", "open", "closed", "exit:done", "exit:x"),
    *("dtmf:1", "dtmf:12", "dtmf:*0", "x", "y"),
)
SLOTS = (*("text", "number", "digits", "phone", "email", "date", "time", "money", "yes_no", "enum", "name", "address"),)
CONDITIONS = ("vars.v == 'x'", "last.utterance == 'yes'", "vars.n > 1.0", "inputs.i == 'x'")
VARIABLES = {"v": TypeSpec(type="string"), "n": TypeSpec(type="number"), "any": TypeSpec(type="any")}
_NODE: TypeAdapter[Node] = TypeAdapter(Node)
_HELLO, _NUMBER = text("Hello {{v}}."), text("+14155550123")
_REQUEST = HttpRequest(method="GET", url=text("https://x.example/{{v}}"), timeout_ms=1_000)
_OFFICE = Opening(timezone="account", windows=(Window(days=(1,), opens="09:00", closes="09:01"),))


class _Maker:
    """Draws one flow. A seed, and not a tree of hypothesis' draws: those would fill its buffer with the flow alone."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._one = self._random.choice

    def program(self) -> Program:
        """A flow with two others that all may run, and jump to, each other."""
        main, *others = (self._artifact(flow_id) for flow_id in FLOWS)
        return Program(main.model_copy(update={"flows": {other.flow: other for other in others}}), "sha256:test")

    def _artifact(self, flow_id: str) -> Artifact:
        idle = Idle(after_ms=1_000, prompts=(text("Hello?"),), then=self._node_id())
        return compiled(
            flow_id,
            self._node_id(),
            {node_id: self._node() for node_id in NODES},
            settings=settings(self._one([idle, None])),
            inputs={"i": InputSpec(type="string", default="x")},
            variables=VARIABLES,
            outputs=("v",),
            handlers=tuple(self._handler() for _ in range(self._one([0, 0, 1, 2]))),
            tools={"find": Tool(description="Find", request=_REQUEST)},
        )

    def _node_id(self) -> str:
        return self._one(NODES)

    def _flag(self) -> bool:
        return self._one([True, False])

    def _handler(self) -> Handler:
        to, returns = self._node_id(), self._flag()
        return self._one(
            [
                Handler(kind="on", event=self._one(EVENTS), to=to, returns=returns),
                Handler(kind="when", when="Wants a person", to=to, returns=returns),
            ]
        )

    def _edges(self, node_type: str) -> tuple[Edge, ...]:
        """Those that the node is likely to take, and any others."""
        edges = [Edge(kind="on", event=event, to=self._node_id()) for event in _LIKELY.get(node_type, ())]
        edges += [self._edge() for _ in range(self._one([0, 1, 1, 2, 3]))]
        return tuple(edge for edge in edges if self._random.random() > 0.1)

    def _edge(self) -> Edge:
        to = self._node_id()
        return self._one(
            [
                Edge(kind="always", to=to),
                Edge(kind="else", to=to),
                Edge(kind="on", event=self._one(EVENTS), to=to),
                Edge(kind="if", condition=self._one(CONDITIONS), to=to),
                Edge(kind="when", when="The caller is done", to=to),
            ]
        )

    def _node(self) -> Node:
        node_type = self._one(NODE_TYPES)
        shared = {"edges": self._edges(node_type), "handlers": self._one([True, True, False])}
        fields = _FIELDS[node_type]
        return _NODE.validate_python({"type": node_type, **(fields(self) if callable(fields) else fields), **shared})

    def speaking(self) -> dict[str, Any]:
        return {"interruptible": self._flag()}

    def asking(self) -> dict[str, Any]:
        retries = Retries(max=self._one([0, 1, 2]))
        return {"ask": _HELLO, "timeout_ms": 1_000, "retries": retries, "interruptible": self._flag()}

    def agent(self) -> dict[str, Any]:
        greeting, context = self._one([_HELLO, None]), self._one(["keep", "reset", "summary"])
        fields = {"prompt": _HELLO, "greeting": greeting, "tools": ("find",), "extract": ("v", "n"), "max_turns": 2}
        return fields | {"context": context} | self.speaking()

    def collect(self) -> dict[str, Any]:
        confirm = self._one(["never", "always"])
        slot = {"into": "any", "slot": self._one(SLOTS), "values": ("x",), "dtmf": self._flag(), "confirm": confirm}
        return slot | self.asking()

    def menu(self) -> dict[str, Any]:
        return {"choices": (Choice(key="one", to=self._node_id(), dtmf="1", says=("yes",)),)} | self.asking()

    def extract(self) -> dict[str, Any]:
        shape = self._one([TypeSpec(type="string"), TypeSpec(type="object", properties=VARIABLES)])
        return {"into": "any", "shape": shape, "source": self._one(["call", "node", "last"])}

    def other_flow(self) -> dict[str, Any]:
        return {"flow": self._one(FLOWS), "inputs": {"i": "vars.v"}}

    def subflow(self) -> dict[str, Any]:
        return self.other_flow() | {"outputs": {"v": "v"}}

    def jump(self) -> dict[str, Any]:
        return self.other_flow() | {"context": self._one(["all", "last", "none"])}

    def switch(self) -> dict[str, Any]:
        return {"on": "vars.v", "cases": {"x": self._node_id()}}

    def transfer(self) -> dict[str, Any]:
        return {"to": (_NUMBER,), "mode": self._one(["cold", "warm"]), "briefing": _HELLO, "ring_ms": 1_000}

    def record(self) -> dict[str, Any]:
        return {"action": self._one(["start", "stop", "pause", "resume"])}

    def voicemail(self) -> dict[str, Any]:
        return {"message": _HELLO, "after": self._one(["beep", "greeting", "delay"]), "delay_ms": 500}

    def end(self) -> dict[str, Any]:
        return self._one([{}, {"say": _HELLO, "outcome": "x"}])


_FIELDS: dict[str, dict[str, Any] | Callable[[_Maker], dict[str, Any]]] = {
    "say": lambda maker: {"text": (_HELLO,)} | maker.speaking(),
    "play": lambda maker: {"audio": text("https://x.example/a.wav")} | maker.speaking(),
    "agent": _Maker.agent,
    "collect": _Maker.collect,
    "menu": _Maker.menu,
    "extract": _Maker.extract,
    "branch": {},
    "switch": _Maker.switch,
    "hours": {"opening": _OFFICE},
    "set": {"assign": {"v": "'x'", "n": "vars.n + 1.0"}},
    "wait": {"for_ms": 1_000},
    "split": {"weights": {"x": 1, "y": 1}},
    "subflow": _Maker.subflow,
    "jump": _Maker.jump,
    "tool": {"tool": "find", "into": "any"},
    "http": {"request": _REQUEST, "into": "any", "say": _HELLO},
    "message": {"to": _NUMBER, "text": _HELLO},
    "dnc": {},
    "transfer": _Maker.transfer,
    "dtmf": {"digits": text("1w2")},
    "record": _Maker.record,
    "voicemail": _Maker.voicemail,
    "end": _Maker.end,
    "hangup": {},
}
NODE_TYPES = tuple(_FIELDS)
_LIKELY = {
    "collect": ("done", "gave_up"),
    "menu": ("no_input", "no_match"),
    "extract": ("success", "failure"),
    "hours": ("open", "closed"),
    "split": ("x", "y"),
    "subflow": ("exit:done", "exit:x"),
    "transfer": ("success", "busy", "failure"),
    **dict.fromkeys(("tool", "http", "message"), ("success", "failure")),
}
#: Every example is one number.
programs = st.integers(0, 2**32).map(lambda seed: _Maker(seed).program())
