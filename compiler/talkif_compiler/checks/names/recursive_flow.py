"""A flow runs itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from ...diagnostics import Diagnostic
from ...linking.library import MAX_FLOW_DEPTH
from ...linking.link import Linked
from ...nodes.jump import Jump
from ...nodes.subflow import Subflow
from ...rule import Rule

RULE = Rule(
    id="recursive-flow",
    severity="error",
    summary="A flow runs itself.",
    doc="""\
A sub-flow that runs the flow it was run by, or jumps to it, goes deeper and deeper, and the runtime cuts the call off
at a depth of 16: a jump goes on inside the sub-flow. To begin anew where no sub-flow is under way, `jump`.
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
        if not isinstance(node, Subflow | Jump):
            continue
        # A flow that is jumped to is as deep as this one, and says so itself.
        if isinstance(node, Subflow) and linked.library.is_too_deep(node.flow.value):
            yield RULE.at(node.flow.span, f"flows run each other more than {MAX_FLOW_DEPTH} deep")
        elif (way := _way(linked, _step(node), own)) is not None:
            chain = " -> ".join(f"`{flow}`" for flow in (own, *(step.flow for step in way)))
            yield RULE.at(node.flow.span, f"`{own}` runs itself: {chain}", help=_JUMPED if way[-1].by_jump else _RUN)


_RUN = "To begin anew, use `jump`."
_JUMPED = "A jump goes on inside the sub-flow. To come back, let the sub-flow end."


class _Step(Struct, frozen=True):
    flow: str
    is_inside: bool
    """Whether a sub-flow has been run on the way to it."""
    by_jump: bool
    """Whether a jump has been made on the way to it."""


def _step(node: Subflow | Jump) -> _Step:
    return _Step(node.flow.value, isinstance(node, Subflow), isinstance(node, Jump))


def _way(linked: Linked, first: _Step, goal: str) -> list[_Step] | None:
    """A shortest chain of flows that runs the last of them inside of itself."""
    before: dict[_Step, _Step | None] = {first: None}
    waiting = deque([first])
    while waiting:
        current = waiting.popleft()
        if current.flow == goal and current.is_inside:
            way = [current]
            while (previous := before[way[-1]]) is not None:
                way.append(previous)
            return way[::-1]
        # Back where the chain began, with nothing run, the rest is said of another node.
        for following in _following(linked, current) if current.flow != goal else ():
            if following not in before:
                before[following] = current
                waiting.append(following)
    return None


def _following(linked: Linked, step: _Step) -> Iterator[_Step]:
    interface = linked.library.find(step.flow)
    if interface is not None:
        yield from (_Step(flow, True, step.by_jump) for flow in sorted(interface.runs))
        yield from (_Step(flow, step.is_inside, True) for flow in sorted(interface.jumps))
