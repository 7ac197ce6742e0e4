"""What conditions of a flow say about its variables, so that it can be seen when one follows from others.

A condition is true, false, or cannot be evaluated, as `vars.x > 5` cannot without a value; an edge is taken when it is
true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .condition_tree import Junction, Leaf, Tree
from .value_sets import ValueSet

Variable: TypeAlias = tuple[str, ...]
Case: TypeAlias = Mapping[Variable, ValueSet]
"""Variables and what they are limited to, all at once."""
Cases: TypeAlias = tuple[Case, ...]
"""One of them holds. None at all: it cannot be."""
Want: TypeAlias = Literal["true", "false", "not true", "not false"]

ANY_CASE: Cases = ({},)
_MAX_CASES = 24
_OPPOSITE: dict[Want, Want] = {"true": "false", "false": "true", "not true": "not false", "not false": "not true"}


class TooManyCases(Exception):
    """A condition has more cases than are worth looking at."""


@dataclass(frozen=True, slots=True)
class Test:
    """Of one variable."""

    variable: Variable
    universe: ValueSet
    true: ValueSet
    false: ValueSet

    def cases(self, want: Want) -> Cases:
        values = self._values(want)
        return ({self.variable: values},) if values else ()

    def _values(self, want: Want) -> ValueSet:
        match want:
            case "true":
                return self.true
            case "false":
                return self.false
            case "not true":
                return self.universe - self.true
            case "not false":
                return self.universe - self.false


@dataclass(slots=True)
class Meaning:
    """Of a condition, or of a part of one. Each question is worked out for the first rule that asks."""

    tree: Tree
    parts: tuple[Meaning, ...]
    test: Test | None
    """Of a leaf, which has no parts."""
    _cases: dict[Want, Cases] = field(default_factory=dict)

    def cases(self, want: Want) -> Cases:
        """When the condition is what is wanted. Raises TooManyCases."""
        if want not in self._cases:
            self._cases[want] = self.test.cases(want) if self.test is not None else self._of_parts(want)
        return self._cases[want]

    def _of_parts(self, want: Want) -> Cases:
        assert isinstance(self.tree, Junction), "a leaf has a test"
        if self.tree.kind == "not":
            return self.parts[0].cases(_OPPOSITE[want])
        is_joint = (self.tree.kind == "all") == (want in ("true", "not false"))
        found: Cases = ANY_CASE if is_joint else ()
        for part in self.parts:
            found = met(found, part.cases(want)) if is_joint else (*found, *part.cases(want))
            if len(found) > _MAX_CASES:
                raise TooManyCases
        return found

    def leaves(self) -> Iterator[tuple[Leaf, Meaning]]:
        if isinstance(self.tree, Leaf):
            yield self.tree, self
        for part in self.parts:
            yield from part.leaves()


def met(one: Iterable[Case], other: Iterable[Case]) -> Cases:
    """Both hold. Raises TooManyCases."""
    found: list[Case] = []
    others = tuple(other)
    for first in one:
        for second in others:
            both = dict(first)
            for variable, values in second.items():
                both[variable] = both[variable] & values if variable in both else values
            if all(both.values()):
                found.append(both)
        if len(found) > _MAX_CASES:
            raise TooManyCases
    return tuple(found)
