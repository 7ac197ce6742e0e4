"""Callers can be kept on hold without end."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.flow_graph import HANDLERS
from ...linking.link import Linked
from ...rule import Rule
from ..graph.counters import is_counted
from ..graph.cycles import cycle_through, has_cycle

RULE = Rule(
    id="hold-without-timeout",
    severity="warning",
    summary="Callers can be kept on hold without end.",
    doc="""\
A circle of pauses, music and requests leads back to itself without asking the caller anything and without counting the
rounds. Whoever is in it stays in it until they hang up or the call is cut off. Count the rounds and offer a call back
after some of them, or ask the caller whether they want to go on waiting.

A counter is a variable that each round makes anew from what it was, and that a condition on the way out asks about. The
time of day counts, too. What a service answers does not: it may be the same for hours.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: hold
tools:
  find_agent: {description: Finds a free colleague., url: "https://api.example.com/agent"}
nodes:
  hold: {type: wait, for: 8s, next: find}
  find: {type: tool, tool: find_agent, say: "Hold on.", next: [{on: success, to: bye}, {on: failure, to: hold}]}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: begin
variables: {rounds: {type: integer}}
tools:
  find_agent: {description: Finds a free colleague., url: "https://api.example.com/agent"}
nodes:
  begin: {type: set, assignments: {rounds: "0"}, next: hold}
  hold: {type: wait, for: 8s, next: find}
  find: {type: tool, tool: find_agent, say: "Hold on.", next: [{on: success, to: bye}, {on: failure, to: count}]}
  count: {type: set, assignments: {rounds: "vars.rounds + 1"}, next: enough}
  enough: {type: branch, next: [{if: "vars.rounds > 10", to: bye}, {else: hold}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if not linked.analyses and linked.uses:
        # What counts the rounds is not known while the declarations cannot be read.
        return
    deaf = linked.graph.links.subgraph(node_id for node_id, node in linked.nodes.items() if not node.LISTENS)
    for members in deaf.components():
        if not has_cycle(deaf, members) or not any(linked.nodes[id_].PAUSES for id_ in members):
            continue
        by_handler = any(linked.graph.links.has_edge(id_, HANDLERS) for id_ in members)
        # A circle that nothing leaves is a finding of its own.
        if members <= linked.graph.can_end and not by_handler and not is_counted(linked, members, by_answers=False):
            cycle = cycle_through(deaf, members, list(linked.nodes))
            key = next(key for key in linked.flow.nodes if key == cycle[0])
            yield RULE.at(key.span, f"callers who come to `{cycle[0]}` may wait in this circle without end", path=cycle)
