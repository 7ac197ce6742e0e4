"""The conditions on the edges of a node, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from talkif_schemas.types import TypeSpec

from ...fields.edges import EdgeFields
from ...fields.leaves import Formula
from ...scope import Scope
from ..analysis import Analysis
from .meaning import ANY_CASE, Cases, Meaning, TooManyCases, Variable, met
from .predicates import Reader
from .subjects import Subject
from .tree import Tree, tree_of

_MAX_CONDITIONS = 100
"""Of one node that are looked at. Comparing each with those before it takes quadratic time."""


class Condition(Struct, frozen=True):
    formula: Formula
    holds: Cases
    fails: Cases
    """It is false, or cannot be evaluated."""


class Decisions:
    """Of one flow."""

    def __init__(self, scope: Scope, analyses: Iterable[Analysis]) -> None:
        self._scope = scope
        self._tested: dict[Formula, frozenset[Variable]] = {}
        """Formulas without mistakes -> the names that they test for null."""
        self._types: dict[Formula, TypeSpec] = {}
        for analysis in analyses:
            formula = analysis.use.leaf
            if isinstance(formula, Formula) and not analysis.problems:
                guarded = (reference.path for reference in analysis.references if reference.guarded)
                self._tested[formula] = frozenset(path for path in guarded if len(path) > 1)
                self._types[formula] = analysis.gives
        self._trees: dict[str, Tree | None] = {}
        self._readers: dict[frozenset[Variable], Reader] = {}
        """By the names that are tested for null."""
        self._meanings: dict[tuple[str, frozenset[Variable]], Meaning] = {}

    def type_of(self, formula: Formula) -> TypeSpec | None:
        """What it gives, as CEL knows it; None for one with mistakes of its own."""
        return self._types.get(formula)

    def subject(self, formula: Formula) -> Subject | None:
        """Of what a `switch` decides by; None for one with mistakes of its own."""
        spec = self.type_of(formula)
        return Subject(formula.source, self._scope, is_boolean=spec.type == "boolean") if spec is not None else None

    def tree(self, formula: Formula) -> Tree | None:
        if formula not in self._tested:
            return None
        if formula.source not in self._trees:
            self._trees[formula.source] = tree_of(formula.source)
        return self._trees[formula.source]

    def meaning(self, formula: Formula) -> Meaning | None:
        """None for one that is not understood."""
        return self._meaning(formula, self._tested.get(formula, frozenset()))

    def _meaning(self, formula: Formula, tested: frozenset[Variable]) -> Meaning | None:
        tree = self.tree(formula)
        if tree is None:
            return None
        key = (formula.source, tested)
        if key not in self._meanings:
            self._meanings[key] = self._reader(tested).read(tree)
        return self._meanings[key]

    def _reader(self, tested: frozenset[Variable]) -> Reader:
        def may_be_null(path: Variable, spec: TypeSpec) -> bool:
            # A declared variable that may be unset is a finding of its own; members of objects come from outside.
            return spec.nullable or spec.type == "any" or len(path) > 2 or path in tested

        if tested not in self._readers:
            self._readers[tested] = Reader(self._scope, may_be_null)
        return self._readers[tested]

    def conditions(self, edges: Sequence[EdgeFields]) -> Iterator[Condition | None]:
        """Of the `if` edges, which are looked at together; None for one that is not understood."""
        formulas = [edge.if_ for edge in edges if edge.if_ is not None]
        tested = frozenset().union(*(self._tested.get(formula, frozenset()) for formula in formulas))
        for formula in formulas[:_MAX_CONDITIONS]:
            yield self._condition(formula, self._meaning(formula, tested))

    def _condition(self, formula: Formula, meaning: Meaning | None) -> Condition | None:
        if meaning is None:
            return None
        try:
            return Condition(formula, meaning.cases("true"), meaning.cases("not true"))
        except TooManyCases:
            return None

    def taken(self, edge: EdgeFields, edges: Sequence[EdgeFields]) -> Cases:
        """When the edge may be taken, being one of those of a node; what is not understood may be so at any time."""
        if edge.on is not None:
            return ANY_CASE
        left = ANY_CASE
        tried = (other for other in edges if other.if_ is not None)
        for other, condition in zip(tried, self.conditions(edges), strict=False):
            if other is edge:
                return _met(left, condition.holds) if condition is not None else left
            left = without(left, condition) if condition is not None else left
        return left

    def left_over(self, edges: Sequence[EdgeFields]) -> Cases:
        """When none of the conditions holds. No cases: one of them always does."""
        left = ANY_CASE
        for condition in self.conditions(edges):
            left = without(left, condition) if condition is not None else left
        return left


def without(cases: Cases, condition: Condition) -> Cases:
    """What is left of some cases for the edges after the condition; at least that."""
    return _met(cases, condition.fails)


def _met(cases: Cases, others: Cases) -> Cases:
    try:
        return met(cases, others)
    except TooManyCases:
        return cases
