"""Callers can be kept on hold without end."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.digraph import Digraph
from ...linking.flow_graph import HANDLERS
from ...linking.link import Linked
from ...linking.silence import silent_ways
from ...rule import Rule
from ..graph.counters import uncounted
from ..graph.cycles import cycle_through

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
    deaf = silent_ways(linked.graph, linked.nodes, linked.called, pausing=True)
    instant = silent_ways(linked.graph, linked.nodes, linked.called, pausing=False)
    for parts in uncounted(linked, deaf, by_answers=False):
        part = next((part for part in parts if _holds(linked, part, instant)), None)
        if part is not None:
            cycle = cycle_through(part, set(part), list(linked.nodes))
            key = next(key for key in linked.flow.nodes if key == cycle[0])
            yield RULE.at(key.span, f"callers who come to `{cycle[0]}` may wait in this circle without end", path=cycle)


def _holds(linked: Linked, part: Digraph, instant: Digraph) -> bool:
    """Whether time passes in it, and no handler takes the caller out. What nothing leaves is a finding of its own."""
    by_handler = any(linked.graph.links.has_edge(node_id, HANDLERS) for node_id in part)
    takes_time = not all(instant.has_edge(*way) for way in part.edges())
    return takes_time and linked.graph.can_end.issuperset(part) and not by_handler
