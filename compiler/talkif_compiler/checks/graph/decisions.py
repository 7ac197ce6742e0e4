"""The conditions on the edges of a node, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from talkif_schemas.types import TypeSpec

from ...edges import EdgeFields
from ...leaves import Formula
from ...link import Linked
from .condition_tree import Tree, tree_of
from .predicates import ANY_CASE, Cases, Reader, TooManyCases, Variable, met

_MAX_CONDITIONS = 100
"""Of one node that are looked at. Comparing each with those before it takes quadratic time."""


@dataclass(frozen=True, slots=True)
class Condition:
    edge: EdgeFields
    formula: Formula
    tree: Tree
    holds: Cases
    fails: Cases
    """It is false, or cannot be evaluated."""


class Decisions:
    """Of one flow."""

    def __init__(self, linked: Linked) -> None:
        self._scope = linked.scope
        self._tested: dict[int, frozenset[Variable]] = {
            id(analysis.use.leaf): frozenset(
                reference.path for reference in analysis.references if reference.guarded and len(reference.path) > 1
            )
            for analysis in linked.analyses
            if isinstance(analysis.use.leaf, Formula) and not analysis.problems
        }
        """Formulas without mistakes -> the names that they test for null."""
        self._trees: dict[str, Tree | None] = {}
        self._conditions: dict[int, tuple[Sequence[EdgeFields], tuple[Condition | None, ...]]] = {}
        """By the id() of the edges, which stays theirs as long as they are held here."""

    def tree(self, formula: Formula) -> Tree | None:
        if id(formula) not in self._tested:
            return None
        if formula.source not in self._trees:
            self._trees[formula.source] = tree_of(formula.source)
        return self._trees[formula.source]

    def reader(self, formulas: Iterable[Formula]) -> Reader:
        """For formulas that are looked at together."""
        tested = frozenset().union(*(self._tested.get(id(formula), frozenset()) for formula in formulas))

        def may_be_null(path: Variable, spec: TypeSpec) -> bool:
            # A declared variable that may be unset is a finding of its own; members of objects come from outside.
            return spec.nullable or spec.type == "any" or len(path) > 2 or path in tested

        return Reader(self._scope, may_be_null)

    def conditions(self, edges: Sequence[EdgeFields]) -> tuple[Condition | None, ...]:
        """Of the `if` edges; None for one that is not understood."""
        if id(edges) not in self._conditions:
            self._conditions[id(edges)] = (edges, tuple(self._read(edges)))
        return self._conditions[id(edges)][1]

    def _read(self, edges: Sequence[EdgeFields]) -> Iterator[Condition | None]:
        formulas = [edge.if_ for edge in edges if edge.if_ is not None]
        if not formulas:
            return
        reader = self.reader(formulas)
        for edge in [edge for edge in edges if edge.if_ is not None][:_MAX_CONDITIONS]:
            assert edge.if_ is not None, "chosen above"
            yield self._condition(edge, edge.if_, reader)

    def _condition(self, edge: EdgeFields, formula: Formula, reader: Reader) -> Condition | None:
        tree = self.tree(formula)
        if tree is None:
            return None
        try:
            return Condition(edge, formula, tree, reader.cases(tree, "true"), reader.cases(tree, "not true"))
        except TooManyCases:
            return None

    def left_over(self, edges: Sequence[EdgeFields]) -> Cases:
        """When none of the conditions holds. No cases: one of them always does."""
        left = ANY_CASE
        for condition in self.conditions(edges):
            left = without(left, condition) if condition is not None else left
        return left


def without(cases: Cases, condition: Condition) -> Cases:
    """What is left of some cases for the edges after the condition; at least that."""
    try:
        return met(cases, condition.fails)
    except TooManyCases:
        return cases
