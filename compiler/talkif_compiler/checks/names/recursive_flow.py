"""A flow runs itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.library import MAX_FLOW_DEPTH
from ...linking.link import Linked
from ...nodes.subflow import Subflow
from ...rule import Rule

RULE = Rule(
    id="recursive-flow",
    severity="error",
    summary="A flow runs itself.",
    doc="""\
A sub-flow that runs the flow it was run by goes deeper and deeper, and the runtime cuts the call off at a depth of 16.
To begin anew, `jump`.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: verify
nodes:
  verify: {type: subflow, flow: identity, next: [{on: "exit:unknown", to: bye}]}
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
  known: {type: subflow, flow: greeting, next: [{on: "exit:done", to: unknown}]}
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
    required=True,
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    own = linked.flow.id
    for node in linked.nodes.values():
        if not isinstance(node, Subflow):
            continue
        if linked.library.is_too_deep(node.flow.value):
            yield RULE.at(node.flow.span, f"flows run each other more than {MAX_FLOW_DEPTH} deep")
        elif (way := _way(linked, node.flow.value, own)) is not None:
            chain = " -> ".join(f"`{flow}`" for flow in (own, *way))
            yield RULE.at(node.flow.span, f"`{own}` runs itself: {chain}", help="To begin anew, use `jump`.")


def _way(linked: Linked, flow: str, goal: str) -> list[str] | None:
    """A shortest chain of flows from one to the other."""
    before: dict[str, str | None] = {flow: None}
    waiting = deque([flow])
    while waiting:
        current = waiting.popleft()
        if current == goal:
            way = [current]
            while (previous := before[way[-1]]) is not None:
                way.append(previous)
            return way[::-1]
        interface = linked.library.find(current)
        for following in sorted(interface.runs) if interface is not None else ():
            if following not in before:
                before[following] = current
                waiting.append(following)
    return None
