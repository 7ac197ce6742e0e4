"""What a `switch` decides by: every value that it may have, and what each of them says of names."""

from __future__ import annotations

from collections.abc import Iterator

from ...scope import Scope
from .meaning import Meaning, Variable, Want
from .predicates import reader_of, type_of
from .tree import MAX_CHOICES, Known, Leaf, Tree, choice_of, tree_of

_FLAGS = ("true", "false")
_WANTS: dict[str, Want] = {"true": "true", "false": "false"}
_FAILS: tuple[Want, ...] = ("not true", "not false")
_NOTHING: frozenset[Variable] = frozenset()


class Subject:
    def __init__(self, source: str, scope: Scope, *, is_boolean: bool) -> None:
        """`source`: an expression that compiles. `is_boolean`: of the whole."""
        self._scope = scope
        self._is_boolean = is_boolean
        self._reader = reader_of(source, scope)
        self._source = source

    def values(self) -> tuple[str, ...] | None:
        """Every value that there is, as cases name them; None when there are too many, or they are not known.

        Null is none of them.
        """
        return self._values(self._source, MAX_CHOICES)

    def present(self, case: str) -> frozenset[Variable]:
        """Names that have a value where the case is taken."""
        return self._present(self._source, case, MAX_CHOICES)

    def present_otherwise(self, cases: tuple[str, ...]) -> frozenset[Variable]:
        """Names that have a value where none of the cases is taken."""
        meaning = self._meaning(self._source)
        if meaning is None:
            return _NOTHING
        wants = (want for case, want in zip(_FLAGS, _FAILS, strict=True) if case in cases)
        return _NOTHING.union(*(meaning.present(want) for want in wants))

    def _values(self, source: str, depth: int) -> tuple[str, ...] | None:
        parts = [self._values(part, depth - 1) for part, _, _ in self._parts(source, depth)]
        if parts:
            known = [part for part in parts if part is not None]
            return tuple(dict.fromkeys(value for part in known for value in part)) if known == parts else None
        value = _alone(tree_of(source))
        if isinstance(value, Known):
            return () if value.value is None else (_written(value.value),)
        if isinstance(value, tuple):
            spec = type_of(value, self._scope)
            return spec.values if spec.type == "enum" else _FLAGS if spec.type == "boolean" else None
        return _FLAGS if self._is_boolean or self._is_comparison(source) else None

    def _present(self, source: str, case: str, depth: int) -> frozenset[Variable]:
        ways: list[frozenset[Variable]] = []
        parts = list(self._parts(source, depth))
        for part, condition, want in parts:
            values = self._values(part, depth - 1)
            if values is None or case in values:
                asked = condition.present(want) if condition is not None else _NOTHING
                ways.append(asked | self._present(part, case, depth - 1))
        if parts:
            return ways[0].intersection(*ways[1:]) if ways else _NOTHING
        value = _alone(tree_of(source))
        if isinstance(value, tuple):
            return frozenset({value})
        meaning = self._meaning(source)
        return meaning.present(_WANTS[case]) if meaning is not None and case in _WANTS else _NOTHING

    def _parts(self, source: str, depth: int) -> Iterator[tuple[str, Meaning | None, Want]]:
        """The two sides of a choice, and when each is meant."""
        choice = choice_of(source) if "?" in source and depth else None
        if choice is not None:
            condition = self._meaning(choice.condition)
            yield choice.one, condition, "true"
            yield choice.other, condition, "false"

    def _meaning(self, source: str) -> Meaning | None:
        tree = tree_of(source)
        return self._reader.read(tree) if tree is not None else None

    @staticmethod
    def _is_comparison(source: str) -> bool:
        tree = tree_of(source)
        return not isinstance(tree, Leaf) or bool(tree.operator)


def _alone(tree: Tree | None) -> Known | Variable | None:
    """The path or constant that is all of an expression."""
    if not isinstance(tree, Leaf) or tree.operator or isinstance(tree.left, str):
        return None
    return tree.left


def _written(value: str | float | bool) -> str:
    """As authors write it in a case: `true`, and whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
