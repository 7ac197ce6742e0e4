"""No call can ever come to an end."""

from __future__ import annotations

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import one_of
from .dead_end import dead_ends
from .exitless_cycle import trapped_ways

RULE = Rule(
    id="no-path-to-end",
    severity="error",
    summary="No call can ever come to an end.",
    doc="""\
From the start, no way leads to a node that ends the call or hands it over. Every call would last until the caller
hangs up or the longest duration is reached. What happens when they hang up or fall silent is no way that leads there.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: talk}
  talk: {type: agent, prompt: "Chat with the caller.", next: [{when: "The caller wants to begin anew", to: greet}]}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello.", next: talk}
  talk: {type: agent, prompt: "Chat with the caller.", next: [{when: "The caller says goodbye", to: bye}]}
  bye: {type: end}
""",
)


def check(linked: Linked) -> Iterator[Diagnostic]:
    graph = linked.graph
    start = linked.flow.start
    if start is None or graph.start in graph.can_end or any(end in graph.reachable for end in dead_ends(linked)):
        return
    trapped = trapped_ways(linked)
    if not trapped.reached([graph.start]) <= trapped.reached([graph.start], backwards=True):
        # Calls get into a circle that does not lead back to the start. It is a finding of its own.
        return
    if trapped.successors(graph.start) == {graph.start}:
        # And so is a first node that leads to itself alone.
        return
    ends = [node_id for node_id, node in linked.nodes.items() if node.ENDS]
    note = f"Lead a way to {one_of(ends)}." if ends else "Add a node of type `end`, and a way to it."
    yield RULE.at(start.span, f"from `{graph.start}`, no way leads to the end of the call", help=note)
