"""An exit of a sub-flow leads nowhere, or does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...fields.edges import EdgeFields
from ...linking.flow_interface import EXIT, FlowInterface
from ...linking.link import Linked
from ...linking.remains import edges_of
from ...misspelling import respelt
from ...nodes.subflow import Subflow
from ...rule import Rule
from ...suggest import hint, one_of
from .untaken import untaken

RULE = Rule(
    id="subflow-exits",
    severity="error",
    summary="An exit of a sub-flow leads nowhere, or does not exist.",
    doc="""\
A sub-flow comes back by the outcome of the `end` node that it reached: `exit:<outcome>`, or `exit:done` where the end
has none. Where it jumps to another flow, that one takes over, and comes back by its own outcomes. Each exit needs an
edge, or the call ends with an error there; an edge for an exit that does not exist is never taken.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify: {type: subflow, flow: identity, next: [{on: "exit:known", to: bye}]}
  bye: {type: end}
# --- flows/identity.yaml ---
schema: talkif.flow/v1
flow: identity
inputs: {attempts: {type: integer, default: 3}}
variables: {name: {type: string}}
outputs: [name]
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: known}, {on: gave_up, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify: {type: subflow, flow: identity, next: [{on: "exit:known", to: bye}, {on: "exit:unknown", to: bye}]}
  bye: {type: end}
# --- flows/identity.yaml ---
schema: talkif.flow/v1
flow: identity
inputs: {attempts: {type: integer, default: 3}}
variables: {name: {type: string}}
outputs: [name]
outcomes: [known, unknown]
start: ask
nodes:
  ask: {type: collect, into: name, ask: "Who are you?", next: [{on: done, to: known}, {on: gave_up, to: unknown}]}
  known: {type: end, outcome: known}
  unknown: {type: end, outcome: unknown}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    for node, interface in linked.calls():
        if isinstance(node, Subflow):
            yield from _judge(node, interface)
            for _, edge in edges_of((node,), linked.flow.remains):
                yield from _exit(edge, interface)


def _judge(node: Subflow, interface: FlowInterface) -> Iterator[Diagnostic]:
    for edge in node.next:
        yield from _exit(edge, interface)
    taken = {edge.on.value for edge in node.next if edge.on is not None}
    exits = _exits(interface)
    unknown = [event for event in taken if event.startswith(EXIT) and event not in exits]
    missing = untaken(node, [name for name in exits if name not in taken], unknown)
    # A node without any way out is a dead end, and `next: node_id` is no way of a sub-flow: findings of their own.
    if missing and node.next and not node.lacks_edges and not any(edge.kind == "always" for edge in node.next):
        advice = ", ".join(f'`- {{on: "{name}", to: ...}}`' for name in missing)
        message = f"nothing takes {one_of(missing, 'and')} of `{interface.flow}`"
        yield RULE.at(node.flow.span, message, help=f"Add {advice}.", related=interface.declared)


def _exit(edge: EdgeFields, interface: FlowInterface) -> Iterator[Diagnostic]:
    exits = _exits(interface)
    is_exit = edge.on is not None and edge.on.value.startswith(EXIT)
    if edge.on is not None and is_exit and edge.on.value not in exits and interface.is_whole:
        message = f"the flow `{interface.flow}` has no exit `{edge.on.value.removeprefix(EXIT)}`"
        advice, fixes = hint(edge.on.value, exits), respelt(edge.on.span, edge.on.value, exits)
        yield RULE.at(edge.on.span, message, help=advice, related=interface.declared, fixes=fixes)


def _exits(interface: FlowInterface) -> list[str]:
    return [EXIT + name for name in interface.exits]
