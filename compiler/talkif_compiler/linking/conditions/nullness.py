"""Whether an expression may be null, and assigning that takes the value of a variable away."""

from __future__ import annotations

from ...scope import Scope
from ..proofs import Needs, Path
from .meaning import Want
from .predicates import Reader, reader_of, type_of
from .tree import MAX_CHOICES, Known, Leaf, choice_of, tree_of

_SURE: frozenset[Path] = frozenset()


def needed(source: str, scope: Scope) -> Needs:
    """Names that must all have a value; None for an expression that may be null whatever has one."""
    # A constant is dear to take apart, and most assignments are one.
    if "." not in source and "null" not in source:
        return _SURE
    return _of(source, scope, reader_of(source, scope), MAX_CHOICES)


def _of(source: str, scope: Scope, reader: Reader, depth: int) -> Needs:
    choice = choice_of(source) if "?" in source and depth else None
    if choice is None:
        return _of_value(source, scope)
    condition = tree_of(choice.condition)
    meaning = reader.read(condition) if condition is not None else None
    names: set[Path] = set()
    ways: tuple[tuple[str, Want], ...] = ((choice.one, "true"), (choice.other, "false"))
    for part, want in ways:
        found = _of(part, scope, reader, depth - 1)
        if found is None:
            return None
        names |= found - (meaning.present(want) if meaning is not None else _SURE)
    return frozenset(names)


def _of_value(source: str, scope: Scope) -> Needs:
    """What is computed is never null: without a value, computing fails, and nothing is assigned."""
    tree = tree_of(source)
    if not isinstance(tree, Leaf) or tree.operator:
        return _SURE
    if isinstance(tree.left, Known):
        return None if tree.left.value is None else _SURE
    if not isinstance(tree.left, tuple):
        return _SURE
    return frozenset({tree.left}) if type_of(tree.left, scope).nullable else _SURE
