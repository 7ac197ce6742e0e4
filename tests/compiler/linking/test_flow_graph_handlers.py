"""Where handlers can fire: the graph says what the conversation machine does, for every type of node."""

from __future__ import annotations

import pytest

from talkif_compiler.linking.flow_graph import HANDLERS
from talkif_compiler.nodes import NODE_TYPES
from talkif_compiler.pipeline import compile_flow, examine
from talkif_runtime.dialogue.program import Program
from talkif_schemas.events import EdgeTaken, HungUp, ToolFinished
from tests.runtime.session.flows import Conversation

_ON = "next: [{on: success, to: rest}, {on: failure, to: rest}]"
NODES = {
    "agent": "prompt: Chat., next: [{when: Enough, to: rest}]",
    "branch": "next: [{if: last.utterance == 'never', to: gone}, {else: rest}]",
    "collect": "into: v, slot: digits, ask: What?, next: [{on: done, to: rest}, {on: gave_up, to: rest}]",
    "dnc": "next: rest",
    "dtmf": "digits: '12', next: rest",
    "end": "say: Goodbye.",
    "extract": f"into: v, {_ON}",
    "hangup": "reason: enough",
    "hours": "schedule: office, next: [{on: open, to: rest}, {on: closed, to: rest}]",
    "http": f"url: 'https://api.example.com/x', {_ON}",
    "jump": "flow: other",
    "menu": "ask: A?, choices: {a: {says: one, to: rest}}, next: [{on: no_input, to: bye}, {on: no_match, to: bye}]",
    "message": f"to: '+14155550123', from: '+14155550124', text: Hello., {_ON}",
    "play": "audio: 'https://cdn.example.com/a.wav', next: rest",
    "record": "action: start, next: rest",
    "record that pauses": "action: pause, next: rest",
    "say": "text: Well., next: rest",
    "say without a way on": "text: Well.",
    "set": "assignments: {v: \"'x'\"}, next: rest",
    "split": "weights: {a: 1, b: 1}, next: [{on: a, to: rest}, {on: b, to: rest}]",
    "subflow": "flow: other, next: [{on: exit:done, to: rest}]",
    "switch": "on: contact.language, cases: {de: rest}, next: [{else: rest}]",
    "tool": f"tool: find, {_ON}",
    "transfer": "to: '+14155550123', next: [{on: failure, to: rest}]",
    "voicemail": "message: Hello., next: rest",
    "wait": "for: 2s, next: rest",
}
HANDLED = {
    "hangup": "{on: hangup, to: gone, return: true}",
    "when": "{when: It is urgent, to: gone, return: true}",
    "if": "{if: last.utterance == 'urgent', to: gone, return: true}",
}
OTHER = """\
schema: talkif.flow/v1
flow: other
start: ask
variables: {v: {type: string}}
nodes:
  ask: {type: collect, into: v, ask: "What?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
"""
PROJECT = """\
schema: talkif.project/v1
schedules: {office: {timezone: America/New_York, windows: [{days: [mon-sun], from: "00:00", to: "23:59"}]}}
"""


def files(node: str, handled: str, target: str = "gone") -> dict[str, str]:
    node_type = node.partition(" ")[0]
    flow = f"""\
schema: talkif.flow/v1
flow: main
start: greet
variables: {{v: {{type: string}}}}
tools: {{find: {{description: Finds it., url: "https://api.example.com/find"}}}}
handlers: [{HANDLED[handled].replace("gone", target)}]
nodes:
  greet: {{type: say, text: "Hello, this call is recorded.", next: x}}
  x: {{type: {node_type}, {NODES[node]}}}
  rest: {{type: collect, into: v, ask: "What?", next: [{{on: done, to: bye}}, {{on: gave_up, to: bye}}]}}
  gone: {{type: say, text: "I see."}}
  again: {{type: jump, flow: other}}
  bye: {{type: end}}
"""
    return {"flows/main.yaml": flow, "flows/other.yaml": OTHER, "talkif.yaml": PROJECT}


def fires(node: str, handled: str, target: str = "gone") -> bool:
    """Whether the handler takes a call away from the node."""
    compilation = compile_flow(files(node, handled, target), "flows/main.yaml", draft=True)
    assert compilation.artifact is not None, compilation.diagnostics
    call = Conversation(Program(compilation.artifact, "sha256:test"))
    if handled == "hangup":
        call.send(HungUp(at_ms=call.later(), by="caller", reason=""))
        for request in tuple(call.state.tools):
            # What was asked for before the caller went is awaited first.
            call.send(
                ToolFinished(at_ms=call.later(), request=request, status="success", result=None, error=None, took_ms=1)
            )
    else:
        if handled == "if" or call.state.request is None:
            call.cut_in("urgent")
        if call.state.request is not None and call.state.phase == "active":
            call.answer(choose="gone" if handled == "when" else None)
    return any(fact.handler and fact.node == "x" for fact in call.facts if isinstance(fact, EdgeTaken))


@pytest.mark.parametrize("handled", HANDLED)
@pytest.mark.parametrize("node", NODES)
def test_a_handler_holds_where_the_machine_lets_it_fire(node: str, handled: str) -> None:
    linked = examine(files(node, handled), "flows/main.yaml").linked
    assert linked is not None
    assert linked.graph.links.has_edge("x", HANDLERS) == fires(node, handled)


@pytest.mark.parametrize("handled", HANDLED)
@pytest.mark.parametrize("node", ["agent", "collect", "menu", "tool", "wait"])
def test_no_handler_holds_in_the_node_that_it_leads_to(node: str, handled: str) -> None:
    own = files(node, handled, "x")
    linked = examine(own, "flows/main.yaml").linked
    assert linked is not None
    assert not linked.graph.links.has_edge("x", HANDLERS)
    assert not fires(node, handled, "x")
    # Another one does.
    own["flows/main.yaml"] = own["flows/main.yaml"].replace("handlers: [", "handlers: [{on: hangup, to: gone}, ")
    linked = examine(own, "flows/main.yaml").linked
    assert linked is not None
    assert linked.graph.links.has_edge("x", HANDLERS)


def test_every_type_is_tried() -> None:
    tried = {node.partition(" ")[0] for node in NODES}
    assert tried == {node_type.TYPE for node_type in NODE_TYPES} - {"note"}
