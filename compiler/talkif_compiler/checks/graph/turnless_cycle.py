"""Nodes follow each other in a circle without waiting for the caller."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from ...diagnostics import Diagnostic
from ...fields.edges import EdgeFields
from ...linking.conditions.meaning import TooManyCases
from ...linking.conditions.predicates import constant
from ...linking.conditions.tree import Constant, Known, Leaf
from ...linking.link import Linked
from ...linking.presence import Path
from ...nodes.set import Set
from ...rule import Rule
from ...scope import Reference
from ..known import decisions_of
from .cycles import cycle_through, has_cycle

References: TypeAlias = dict[int, tuple[Reference, ...]]
"""Names that a template or formula reads, by its id()."""

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
    changed, fixed = _changed(linked, members)
    for edge, names in _exit_conditions(linked, members, references):
        asked = {path[1] for path in names if path[0] == "vars" and len(path) > 1}
        if asked & changed or (asked & fixed.keys() and _may_lead_out(linked, members, edge, fixed)):
            return True
    return False


def _changed(linked: Linked, members: set[str]) -> tuple[set[str], dict[str, list[Constant]]]:
    """Variables that get another value in each round, and those that constants alone are assigned to."""
    changed: set[str] = set()
    fixed: dict[str, list[Constant]] = {}
    for node in (linked.nodes[member] for member in members):
        assignments = [edge.set for edge in node.next if edge.set is not None]
        if isinstance(node, Set):
            assignments.append(node.assignments)
        else:
            changed |= {name if isinstance(name, str) else name.value for name in node.written()}
        for name, formula in (entry for assigned in assignments for entry in assigned.items()):
            tree = linked.once(decisions_of).tree(formula)
            if isinstance(tree, Leaf) and not tree.operator and isinstance(tree.left, Known):
                fixed.setdefault(str(name), []).append(tree.left.value)
            else:
                changed.add(str(name))
    return changed, fixed


def _may_lead_out(linked: Linked, members: set[str], edge: EdgeFields, fixed: dict[str, list[Constant]]) -> bool:
    """Whether the call may leave at the condition, or go past it, with one of the values that the circle assigns."""
    meaning = linked.once(decisions_of).meaning(edge.if_) if edge.if_ is not None else None
    if meaning is None:
        return True
    try:
        cases = meaning.cases("true" if linked.graph.resolve(edge.target) not in members else "not true")
    except TooManyCases:
        return True
    values = {("vars", name): [constant(value) for value in found] for name, found in fixed.items()}
    return any(
        all(path not in values or any(limits & value for value in values[path]) for path, limits in case.items())
        for case in cases
    )


def _exit_conditions(
    linked: Linked, members: set[str], references: References
) -> Iterator[tuple[EdgeFields, tuple[Path, ...]]]:
    """Conditions of nodes with a way out of the circle, and what they read."""
    for member in members:
        edges = linked.nodes[member].next
        if any(linked.graph.resolve(edge.target) not in members for edge in edges):
            for edge in edges:
                if edge.if_ is not None:
                    yield edge, tuple(reference.path for reference in references.get(id(edge.if_), ()))
