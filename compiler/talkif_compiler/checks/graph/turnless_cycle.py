"""Nodes follow each other in a circle without waiting for the caller."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...linking.silence import silent_ways
from ...rule import Rule
from .counters import uncounted
from .cycles import cycle_through
from .flow_rounds import silent_rounds

_HELP = "Ask the caller something, or count the rounds."

RULE = Rule(
    id="turnless-cycle",
    severity="error",
    summary="Nodes follow each other in a circle without waiting for the caller.",
    doc="""\
Without a question, a conversation or a counter in the circle, the call would spin: lines spoken over and over, or
requests sent as fast as they are answered. A counter is a variable that the circle changes and a way out asks about. To
assign the same value again and again counts nothing, unless it is the value that leads out; to count away from what is
asked, or to set the counter back in the same round, does not count either. Each way round has to be counted: a circle
beside a counted one may go on for ever.

Circles may lead through other flows: a sub-flow that comes back without a turn of the caller is no turn, and flows may
jump to each other in a circle. Between flows, an input counts that each jump gives another value.
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
    order = list(linked.nodes)
    silent = silent_ways(linked.graph, linked.nodes, linked.called, pausing=False)
    for parts in uncounted(linked, silent, by_answers=True):
        # A circle that nothing leaves is a finding of its own.
        part = next((part for part in parts if linked.graph.can_end.issuperset(part)), None)
        if part is not None:
            cycle = cycle_through(part, set(part), order)
            key = next(key for key in linked.flow.nodes if key == cycle[0])
            message = f"the circle that begins at `{cycle[0]}` never waits for the caller"
            yield RULE.at(key.span, message, path=cycle, help=_HELP)
    for jump, flows in silent_rounds(linked):
        chain = " -> ".join(f"`{flow}`" for flow in flows)
        yield RULE.at(jump.flow.span, f"the circle of flows {chain} never waits for the caller", help=_HELP)
