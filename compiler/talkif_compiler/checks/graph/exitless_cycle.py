"""Nodes lead to each other in a circle that nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.flow_graph import HANDLERS
from ...linking.link import Linked
from ...rule import Rule
from .cycles import cycle_through, has_cycle

RULE = Rule(
    id="exitless-cycle",
    severity="error",
    summary="Nodes lead to each other in a circle that nothing leaves.",
    doc="""\
A caller who gets into the circle never gets out of it, whatever they say. What happens when they hang up, when they say
nothing at all, when an answering machine takes the call or the line fails is no way out that they have, and neither is
a handler that brings them back.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: agent, prompt: Greet the caller., next: [{when: A question, to: ask}, {when: Goodbye, to: bye}]}
  ask: {type: agent, prompt: Answer the question., next: [{when: Another question, to: more}]}
  more: {type: agent, prompt: Answer in detail., next: [{when: Another question, to: ask}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: agent, prompt: Greet the caller., next: [{when: A question, to: ask}, {when: Goodbye, to: bye}]}
  ask: {type: agent, prompt: Answer the question., next: [{when: Another question, to: more}]}
  more: {type: agent, prompt: Answer in detail., next: [{when: Another question, to: ask}, {when: Goodbye, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    trapped = trapped_ways(linked)
    for members in trapped.components():
        leaves = any(target not in members for vertex in members for target in trapped.successors(vertex))
        # That a longer circle has the start in it means that no call ever ends, which is a finding of its own.
        has_start = linked.graph.start in members and len(members) > 1
        if not leaves and not has_start and has_cycle(trapped, members):
            yield _finding(linked, cycle_through(trapped, members, list(linked.nodes)))


def trapped_ways(linked: Linked) -> Digraph:
    """Ways that callers have between vertices from which none of them leads to an end."""
    graph = linked.graph
    trapped = {vertex for vertex in graph.reachable if vertex not in graph.can_end}
    if trapped.isdisjoint(graph.links.successors(HANDLERS) if HANDLERS in trapped else ()):
        # All that the handlers do is to come back.
        trapped.discard(HANDLERS)
    return graph.callers_links.subgraph(vertex for vertex in graph.links if vertex in trapped)


def _finding(linked: Linked, cycle: tuple[str, ...]) -> Diagnostic:
    key = next(key for key in linked.flow.nodes if key == cycle[0])
    return RULE.at(
        key.span,
        f"no way leads out of the circle that begins at `{cycle[0]}`",
        path=cycle,
        help="Lead one of its nodes to a node outside, such as an `end`.",
    )
