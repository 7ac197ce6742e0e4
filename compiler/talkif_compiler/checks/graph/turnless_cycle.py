"""Nodes follow each other in a circle without waiting for the caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ...diagnostics import Diagnostic
from ...linking.link import Linked
from ...rule import Rule
from ...scope import Reference
from .cycles import cycle_through, has_cycle

References: TypeAlias = dict[int, tuple[Reference, ...]]
"""Names that a template or formula reads, by its id()."""

RULE = Rule(
    id="turnless-cycle",
    severity="error",
    summary="Nodes follow each other in a circle without waiting for the caller.",
    doc="""\
Without a question, a conversation or a counter in the circle, the call would spin: lines spoken over and over, or
requests sent as fast as they are answered.
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
    references = {id(analysis.use.leaf): analysis.references for analysis in linked.analyses}
    for members in silent.components():
        # A circle that nothing leaves is a finding of its own.
        leaves = members <= linked.graph.can_end
        if leaves and has_cycle(silent, members) and not _is_counted(linked, members, references):
            cycle = cycle_through(silent, members, list(linked.nodes))
            key = next(key for key in linked.flow.nodes if key == cycle[0])
            message = f"the circle that begins at `{cycle[0]}` never waits for the caller"
            yield RULE.at(key.span, message, path=cycle, help="Ask the caller something, or count the rounds.")


def _is_counted(linked: Linked, members: set[str], references: References) -> bool:
    """True when some condition that can lead out depends on a variable that the circle itself changes."""
    nodes = [linked.nodes[member] for member in members]
    changed = {name if isinstance(name, str) else name.value for node in nodes for name in node.written()}
    changed |= {str(name) for node in nodes for edge in node.next for name in edge.set or {}}
    return any(
        reference.path[0] == "vars" and len(reference.path) > 1 and reference.path[1] in changed
        for formula in _exit_conditions(linked, members, references)
        for reference in formula
    )


def _exit_conditions(linked: Linked, members: set[str], references: References) -> Iterator[tuple[Reference, ...]]:
    """What the conditions of nodes with a way out of the circle read."""
    for member in members:
        edges = linked.nodes[member].next
        if any(linked.graph.resolve(edge.target) not in members for edge in edges):
            yield from (references.get(id(edge.if_), ()) for edge in edges if edge.if_ is not None)
