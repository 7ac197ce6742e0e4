"""A long conversation has no way out to a person."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...nodes.end import End
from ...nodes.jump import Jump
from ...nodes.message import Message
from ...nodes.subflow import Subflow
from ...nodes.transfer import Transfer
from ...rule import Rule
from .direction import outbound_evidence

RULE = Rule(
    id="no-way-to-a-person",
    severity="warning",
    summary="A long conversation has no way out to a person.",
    doc="""\
Somebody who is not understood, or who wants what the flow was not made for, has nobody to turn to. The rule looks at
flows that listen in five nodes or more and that do not place calls themselves, and is content with a `transfer`, a text
message, or another flow that the caller is led to. It leaves out flows that hand the call back to the flow that runs
them: all their ends are silent and have an outcome, and answers lead straight to some of them.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {a: {type: string}, b: {type: string}, c: {type: string}, d: {type: string}, e: {type: string}}
nodes:
  greet: {type: collect, into: a, ask: "Your name?", next: [{on: done, to: ask_b}, {on: gave_up, to: bye}]}
  ask_b: {type: collect, into: b, ask: "Your town?", next: [{on: done, to: ask_c}, {on: gave_up, to: bye}]}
  ask_c: {type: collect, into: c, ask: "Your street?", next: [{on: done, to: ask_d}, {on: gave_up, to: bye}]}
  ask_d: {type: collect, into: d, ask: "Your wish?", next: [{on: done, to: ask_e}, {on: gave_up, to: bye}]}
  ask_e: {type: collect, into: e, ask: "Since when?", next: [{on: done, to: bye}, {on: gave_up, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
variables: {a: {type: string}, b: {type: string}, c: {type: string}, d: {type: string}, e: {type: string}}
nodes:
  greet: {type: collect, into: a, ask: "Your name?", next: [{on: done, to: ask_b}, {on: gave_up, to: human}]}
  ask_b: {type: collect, into: b, ask: "Your town?", next: [{on: done, to: ask_c}, {on: gave_up, to: human}]}
  ask_c: {type: collect, into: c, ask: "Your street?", next: [{on: done, to: ask_d}, {on: gave_up, to: human}]}
  ask_d: {type: collect, into: d, ask: "Your wish?", next: [{on: done, to: ask_e}, {on: gave_up, to: human}]}
  ask_e: {type: collect, into: e, ask: "Since when?", next: [{on: done, to: bye}, {on: gave_up, to: human}]}
  human: {type: transfer, to: "+14155550123", next: [{on: failure, to: bye}]}
  bye: {type: end}
""",
)


_LONG = 5


def check(linked: Linked) -> Iterator[Diagnostic]:
    listening = [node for node in linked.nodes.values() if node.LISTENS]
    if len(listening) < _LONG or outbound_evidence(linked) is not None or linked.flow.start is None:
        return
    leads_on = any(isinstance(node, Transfer | Message | Jump | Subflow) for node in linked.nodes.values())
    if not leads_on and not _hands_back(linked):
        message = f"callers are asked in {len(listening)} places, and nothing leads to a person"
        advice = 'Add a `transfer` and a handler: `- {when: "The caller asks for a person", to: ...}`.'
        yield RULE.at(linked.flow.start.span, message, help=advice)


def _hands_back(linked: Linked) -> bool:
    """A call that ended so would go dead in the middle: another flow goes on with it by the outcome."""
    ends = {node_id: node for node_id, node in linked.nodes.items() if node.ENDS}
    if not all(isinstance(node, End) and node.say is None and node.outcome is not None for node in ends.values()):
        return False
    graph = linked.graph
    return any(
        edge is not None and edge.say is None and linked.nodes[origin].LISTENS
        for end in ends
        for origin in graph.links.predecessors(end)
        if origin in linked.nodes
        for edge in graph.written(origin, end)
    )
