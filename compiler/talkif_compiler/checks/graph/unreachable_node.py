"""No way leads to a node."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import one_of

RULE = Rule(
    id="unreachable-node",
    severity="warning",
    summary="No way leads to a node.",
    doc="""\
A node that no call can reach is usually the end of a way that was meant to be there: an edge that was renamed, or a
handler that was forgotten.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: bye}
  offer: {type: agent, prompt: Present our offer., next: [{when: The caller has heard enough, to: bye}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: offer}
  offer: {type: agent, prompt: Present our offer., next: [{when: The caller has heard enough, to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    graph = linked.graph
    if graph.start not in graph.can_end:
        # The ends are out of reach because of something that is reported already.
        return
    lost = graph.links.subgraph(
        vertex for vertex in graph.links if graph.is_node(vertex) and vertex not in graph.reachable
    )
    place = {vertex: index for index, vertex in enumerate(lost)}
    for members in lost.components():
        # What only another lost node leads to needs no finding of its own.
        if all(members.issuperset(lost.predecessors(vertex)) for vertex in members):
            yield _finding(linked, min(members, key=place.__getitem__), members, lost.reached(members))


def _finding(linked: Linked, first: str, members: set[str], behind: set[str]) -> Diagnostic:
    key = next(key for key in linked.flow.nodes if key == first)
    others = sorted((behind | members) - {first})
    note = f"Nor are the nodes behind it: {one_of(others, 'and')}." if others else None
    return RULE.at(key.span, f"no way leads to `{first}`", help=note)
