"""Nodes lead to each other in a circle that nothing leaves."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .cycles import cycle_through, has_cycle

RULE = Rule(
    id="exitless-cycle",
    severity="error",
    summary="Nodes lead to each other in a circle that nothing leaves.",
    doc="""\
A caller who gets into the circle never gets out of it, whatever they say.
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
    graph = linked.graph
    stuck = [vertex for vertex in graph.links if vertex in graph.reachable and vertex not in graph.can_end]
    among = graph.links.subgraph(stuck)
    for members in among.components():
        leaves = any(target not in members for vertex in members for target in among.successors(vertex))
        # That a longer circle has the start in it means that no call ever ends, which is a finding of its own.
        has_start = graph.start in members and len(members) > 1
        if not leaves and not has_start and has_cycle(among, members):
            yield _finding(linked, cycle_through(among, members, list(linked.nodes)))


def _finding(linked: Linked, cycle: tuple[str, ...]) -> Diagnostic:
    key = next(key for key in linked.flow.nodes if key == cycle[0])
    return RULE.at(
        key.span,
        f"no way leads out of the circle that begins at `{cycle[0]}`",
        path=cycle,
        help="Lead one of its nodes to a node outside, such as an `end`.",
    )
