"""What conditions of a flow say about its variables, so that it can be seen when one follows from others.

A condition is true, false, or cannot be evaluated, as `vars.x > 5` cannot without a value; an edge is taken when it is
true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct, field

from .tree import Junction, Leaf, Tree
from .value_sets import ABSENT, ValueSet

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


class Test(Struct, frozen=True):
    """Of one variable."""

    variable: Variable
    universe: ValueSet
    true: ValueSet
    false: ValueSet

    def cases(self, want: Want) -> Cases:
        values = self._values(want)
        return ({self.variable: values},) if values else ()

    def present(self, want: Want) -> frozenset[Variable]:
        """Where nobody asks whether there is a value at all, none is promised: then the universe is without null."""
        if not any(word in self.universe for word in ABSENT.words):
            return frozenset()
        values = self._values(want)
        is_absent = not values or any(word in values for word in ABSENT.words)
        return frozenset() if is_absent else frozenset({self.variable})

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


class Meaning(Struct):
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
        if self._kind == "not":
            return self.parts[0].cases(_OPPOSITE[want])
        is_joint = self._is_joint(want)
        found: Cases = ANY_CASE if is_joint else ()
        for part in self.parts:
            found = met(found, part.cases(want)) if is_joint else (*found, *part.cases(want))
            if len(found) > _MAX_CASES:
                raise TooManyCases
        return found

    def present(self, want: Want) -> frozenset[Variable]:
        """Variables that are not null, whenever the condition is what is wanted."""
        if self.test is not None:
            return self.test.present(want)
        if self._kind == "not":
            return self.parts[0].present(_OPPOSITE[want])
        found = [part.present(want) for part in self.parts]
        return frozenset().union(*found) if self._is_joint(want) else found[0].intersection(*found[1:])

    @property
    def _kind(self) -> str:
        assert isinstance(self.tree, Junction), "a leaf has a test"
        return self.tree.kind

    def _is_joint(self, want: Want) -> bool:
        """Whether all parts are what is wanted, and not just one of them."""
        return (self._kind == "all") == (want in ("true", "not false"))

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
