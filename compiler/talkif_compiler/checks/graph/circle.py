"""A circle of nodes: what each round changes, and what is asked where ways lead out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct, field

from ...fields.edges import EdgeFields
from ...fields.leaves import Formula
from ...linking.conditions.meaning import Case, TooManyCases
from ...linking.conditions.predicates import constant
from ...linking.conditions.tree import Constant, Known, Leaf
from ...linking.digraph import Digraph
from ...linking.link import Linked
from ...linking.proofs import Path
from ...nodes.set import Set
from ...nodes.switch import Switch
from ..known import decisions_of
from .steps import Direction, gets_to

Way: TypeAlias = tuple[str, str]
_Paths: TypeAlias = frozenset[Path]

_MAX_CONDITIONS = 100
"""Of one node whose order counts; those after them are taken to be asked together."""


class Assignment(Struct, frozen=True):
    name: str
    formula: Formula
    ways: frozenset[Way]
    """Those on which it happens."""


class Question(Struct, frozen=True):
    """What decides in a node from which a way leads out."""

    paths: _Paths | None
    """None for a formula with a mistake, or what cannot be read."""
    node: str
    edge: EdgeFields | None
    """None for a `switch`, or an edge that cannot be read."""
    ways: frozenset[Way]
    """Those that are taken only after it has been asked."""

    def asks(self, namespace: str) -> list[str]:
        """Its names in the namespace."""
        return sorted({path[1] for path in self.paths or () if path[0] == namespace and len(path) > 1})


class Circle(Struct):
    """Nodes that lead to each other, perhaps through other flows."""

    linked: Linked
    part: Digraph
    formulas: dict[str, list[Assignment]] = field(default_factory=dict)
    """Variable -> what each round assigns to it, apart from constants and from itself."""
    fixed: dict[str, list[tuple[Constant, Assignment]]] = field(default_factory=dict)
    """Variable -> the constants that are assigned to it."""
    filled: dict[str, set[Way]] = field(default_factory=dict)
    """Variable -> the ways out of nodes that fill it."""

    def __post_init__(self) -> None:
        for found in self._assigned():
            tree = self.linked.once(decisions_of).tree(found.formula)
            value = tree.left if isinstance(tree, Leaf) and not tree.operator else None
            if isinstance(value, Known):
                self.fixed.setdefault(found.name, []).append((value.value, found))
            elif value != ("vars", found.name):
                self.formulas.setdefault(found.name, []).append(found)
        for node_id in self.part:
            node = self.linked.nodes[node_id]
            for name in node.written() if not isinstance(node, Set) else ():
                text = name if isinstance(name, str) else name.value
                self.filled.setdefault(text, set()).update(self._onward(node_id))

    def reads(self, formula: Formula, name: str) -> bool:
        paths = self.linked.once(references_of).get(id(formula))
        return paths is not None and any(path[:2] == ("vars", name) for path in paths)

    def _assigned(self) -> Iterator[Assignment]:
        for node_id in self.part:
            node = self.linked.nodes[node_id]
            for target in self.part.successors(node_id):
                edges = self.linked.graph.written(node_id, target)
                for edge in edges:
                    for name, formula in (edge.set if edge is not None and edge.set is not None else {}).items():
                        alone = all(edge is not None and name in (edge.set or ()) for edge in edges)
                        yield Assignment(str(name), formula, frozenset({(node_id, target)} if alone else ()))
            for name, formula in node.assignments.items() if isinstance(node, Set) else ():
                yield Assignment(str(name), formula, frozenset(self._onward(node_id)))

    def _onward(self, node_id: str) -> Iterator[Way]:
        return ((node_id, target) for target in self.part.successors(node_id))

    def constants(self, name: str) -> list[Constant]:
        """Each once."""
        return list({(type(value), value): value for value, _ in self.fixed.get(name, ())}.values())

    def _is_out(self, edge: EdgeFields) -> bool:
        return self.linked.graph.resolve(edge.target) not in self.part

    def questions(self) -> Iterator[Question]:
        known = self.linked.once(references_of)
        for node_id in self.part:
            node = self.linked.nodes[node_id]
            if all(self.linked.graph.resolve(target) in self.part for target, _ in node.targets()):
                continue
            ways = frozenset(self._onward(node_id))
            if node.lacks_edges:
                yield Question(None, node_id, None, ways)
            if isinstance(node, Switch):
                yield Question(known.get(id(node.on)), node_id, None, ways)
            conditions = [edge for edge in node.next if edge.if_ is not None]
            for index, edge in enumerate(conditions):
                yield Question(known.get(id(edge.if_)), node_id, edge, ways)
                if index < _MAX_CONDITIONS:
                    # Who takes this edge is not asked what comes after it.
                    ways -= {(node_id, self.linked.graph.resolve(edge.target))}

    def leads_out(self, question: Question) -> bool:
        """Whether the call may leave at the question, or go past it, with a constant that the circle assigns."""
        if question.edge is None:
            node = self.linked.nodes[question.node]
            return not isinstance(node, Switch) or self._may_switch_out(node)
        cases = self._cases(question.edge)
        values = {("vars", name): set(map(constant, self.constants(name))) for name in question.asks("vars")}
        values = {path: found for path, found in values.items() if found}
        return cases is None or any(
            all(path not in values or any(limits & value for value in values[path]) for path, limits in case.items())
            for case in cases
        )

    def leads_there(self, question: Question, name: str, direction: Direction) -> bool:
        """Whether a variable that was not yet where the question leads out may come there by going on and on."""
        cases = self._cases(question.edge) if question.edge is not None else None
        if cases is None:
            return True
        mention = f"vars . {name} "
        for case in cases:
            limits = case.get(("vars", name))
            if limits is None and any(mention in f"{word} " for path in case for word in path):
                # Compared with what is not known.
                return True
            if limits is not None and gets_to(limits, direction):
                return True
        return False

    def _cases(self, edge: EdgeFields) -> Iterable[Case] | None:
        """When the call leaves at the edge or goes past it, whichever leads out; None when that is not understood."""
        meaning = self.linked.once(decisions_of).meaning(edge.if_) if edge.if_ is not None else None
        try:
            return meaning.cases("true" if self._is_out(edge) else "not true") if meaning is not None else None
        except TooManyCases:
            return None

    def _may_switch_out(self, node: Switch) -> bool:
        tree = self.linked.once(decisions_of).tree(node.on)
        path = tree.left if isinstance(tree, Leaf) and not tree.operator else None
        values = self.constants(path[1]) if isinstance(path, tuple) and path[0] == "vars" and len(path) == 2 else []
        if not values or not all(isinstance(value, str) for value in values):
            return True
        targets = {str(case): target for case, target in node.cases.items()}
        otherwise = [edge.target for edge in node.next]
        found = (target for value in values for target in ([targets[value]] if value in targets else otherwise))
        return any(self.linked.graph.resolve(target) not in self.part for target in found)


def references_of(linked: Linked) -> Mapping[int, _Paths]:
    """By the id() of a template or formula without mistakes: the names that it reads."""
    found: dict[int, _Paths] = {}
    for analysis in linked.analyses:
        leaf = id(analysis.use.leaf)
        found[leaf] = found.get(leaf, frozenset()).union(reference.path for reference in analysis.references)
    for analysis in linked.analyses:
        if analysis.problems:
            found.pop(id(analysis.use.leaf), None)
    return found
