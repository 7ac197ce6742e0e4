"""Nodes follow each other in a circle without waiting for the caller."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from .counters import is_counted
from .cycles import cycle_through, has_cycle

RULE = Rule(
    id="turnless-cycle",
    severity="error",
    summary="Nodes follow each other in a circle without waiting for the caller.",
    doc="""\
Without a question, a conversation or a counter in the circle, the call would spin: lines spoken over and over, or
requests sent as fast as they are answered. A counter is a variable that the circle changes and a way out asks about. To
assign the same value again and again counts nothing, unless it is the value that leads out.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
nodes:
  greet: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: again}]}
  again: {type: say, text: "One more moment.", next: greet}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
tools:
  find_order: {description: Finds an order., url: "https://api.example.com/order"}
variables:
  attempts: {type: integer}
nodes:
  greet: {type: set, assignments: {attempts: "0"}, next: find}
  find: {type: tool, tool: find_order, next: [{on: success, to: bye}, {on: failure, to: count}]}
  count: {type: set, assignments: {attempts: "vars.attempts + 1"}, next: enough}
  enough: {type: branch, next: [{if: "vars.attempts > 2", to: bye}, {else: find}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    if not linked.analyses and linked.uses:
        # What counts the rounds is not known while the declarations cannot be read.
        return
    silent = linked.graph.links.subgraph(
        [node_id for node_id, node in linked.nodes.items() if not (node.LISTENS or node.PAUSES)]
    )
    for members in silent.components():
        # A circle that nothing leaves is a finding of its own.
        leaves = members <= linked.graph.can_end
        if leaves and has_cycle(silent, members) and not is_counted(linked, members, by_answers=True):
            cycle = cycle_through(silent, members, list(linked.nodes))
            key = next(key for key in linked.flow.nodes if key == cycle[0])
            message = f"the circle that begins at `{cycle[0]}` never waits for the caller"
            yield RULE.at(key.span, message, path=cycle, help="Ask the caller something, or count the rounds.")
