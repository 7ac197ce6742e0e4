"""Whether something counts the rounds of a circle: a variable that each round changes and a way out asks about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ...fields.edges import EdgeFields
from ...fields.leaves import Formula
from ...linking.conditions.meaning import TooManyCases
from ...linking.conditions.predicates import constant
from ...linking.conditions.tree import Constant, Known, Leaf, Tree
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...linking.presence import Path
from ...nodes.set import Set
from ...nodes.switch import Switch
from ..known import decisions_of

_Paths: TypeAlias = frozenset[Path]


def is_counted(linked: Linked, members: set[str], *, by_answers: bool) -> bool:
    """True when a condition that can lead out of the circle depends on a variable that the circle itself changes.

    To assign the same value again and again changes nothing, unless it is the value that leads out. `by_answers`: so
    does what services answer and what is read from elsewhere, for it may be another in each round.
    """
    circle = _Circle(linked, members)
    changed = circle.computed() if by_answers else circle.counted()
    is_timed = not by_answers
    for paths, leads_out in circle.ways_out():
        if paths is None:
            # The mistake is a finding of its own.
            return True
        asked = {path[1] for path in paths if path[0] == "vars" and len(path) > 1}
        if asked & changed or (is_timed and any(path[0] == "system" for path in paths)):
            return True
        if asked & circle.fixed.keys() and leads_out:
            return True
    return False


@dataclass(slots=True)
class _Circle:
    linked: Linked
    members: set[str]
    formulas: dict[str, list[Formula]] = field(default_factory=dict)
    """Variable -> what each round assigns to it, apart from constants and from itself."""
    fixed: dict[str, list[Constant]] = field(default_factory=dict)
    """Variable -> the constants that are assigned to it."""

    def __post_init__(self) -> None:
        for name, formula in self._assigned():
            tree = self.linked.once(decisions_of).tree(formula)
            value = tree.left if isinstance(tree, Leaf) and not tree.operator else None
            if isinstance(value, Known):
                self.fixed.setdefault(name, []).append(value.value)
            elif value != ("vars", name):
                self.formulas.setdefault(name, []).append(formula)

    def _assigned(self) -> Iterator[tuple[str, Formula]]:
        for node in (self.linked.nodes[member] for member in self.members):
            inside = (edge.set or {} for edge in node.next if not self._is_out(edge))
            for assignments in (*inside, node.assignments if isinstance(node, Set) else {}):
                yield from ((str(name), formula) for name, formula in assignments.items())

    def _is_out(self, edge: EdgeFields) -> bool:
        return self.linked.graph.resolve(edge.target) not in self.members

    def computed(self) -> set[str]:
        """Variables that may get another value in each round."""
        nodes = (self.linked.nodes[member] for member in self.members)
        filled = (name for node in nodes if not isinstance(node, Set) for name in node.written())
        return {*self.formulas, *(name if isinstance(name, str) else name.value for name in filled)}

    def counted(self) -> set[str]:
        """Variables that get another value in each round: made from what they were before, or from the time."""
        uses = Digraph(self.formulas)
        known = self.linked.once(_references)
        moving: set[str] = set()
        for name, formulas in self.formulas.items():
            for formula in formulas:
                paths = known.get(id(formula))
                if paths is None or any(path[0] == "system" for path in paths):
                    moving.add(name)
                for path in paths or ():
                    if path[0] == "vars" and path[1:2] and path[1] in self.formulas:
                        uses.add(path[1], name)
        for part in uses.components():
            if len(part) > 1 or any(uses.has_edge(name, name) for name in part):
                moving |= part
        return uses.reached(moving)

    def ways_out(self) -> Iterator[tuple[_Paths | None, bool]]:
        """Names that decide in a node with a way out, and whether a constant of the circle may lead out there.

        None for the names of a formula with a mistake.
        """
        known = self.linked.once(_references)
        for member in self.members:
            node = self.linked.nodes[member]
            if all(self.linked.graph.resolve(target) in self.members for target, _ in node.targets()):
                continue
            for edge in node.next:
                if edge.if_ is not None:
                    yield known.get(id(edge.if_)), self._may_lead_out(edge)
            if isinstance(node, Switch):
                yield known.get(id(node.on)), self._may_switch_out(node)

    def _may_lead_out(self, edge: EdgeFields) -> bool:
        """Whether the call may leave at the condition, or go past it, with a value that the circle assigns."""
        meaning = self.linked.once(decisions_of).meaning(edge.if_) if edge.if_ is not None else None
        if meaning is None:
            return True
        try:
            cases = meaning.cases("true" if self._is_out(edge) else "not true")
        except TooManyCases:
            return True
        values = {("vars", name): [constant(value) for value in found] for name, found in self.fixed.items()}
        return any(
            all(path not in values or any(limits & value for value in values[path]) for path, limits in case.items())
            for case in cases
        )

    def _may_switch_out(self, node: Switch) -> bool:
        tree: Tree | None = self.linked.once(decisions_of).tree(node.on)
        path = tree.left if isinstance(tree, Leaf) and not tree.operator else None
        values = self.fixed.get(path[1], []) if isinstance(path, tuple) and path[0] == "vars" and len(path) == 2 else []
        if not values or not all(isinstance(value, str) for value in values):
            return True
        targets = {str(case): target for case, target in node.cases.items()}
        otherwise = [edge.target for edge in node.next]
        found = (target for value in values for target in ([targets[value]] if value in targets else otherwise))
        return any(self.linked.graph.resolve(target) not in self.members for target in found)


def _references(linked: Linked) -> Mapping[int, _Paths]:
    """By the id() of a template or formula without mistakes: the names that it reads."""
    found: dict[int, _Paths] = {}
    for analysis in linked.analyses:
        leaf = id(analysis.use.leaf)
        found[leaf] = found.get(leaf, frozenset()).union(reference.path for reference in analysis.references)
    for analysis in linked.analyses:
        if analysis.problems:
            found.pop(id(analysis.use.leaf), None)
    return found
