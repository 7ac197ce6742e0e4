"""Whether what is assigned may be null, which is to take the value of a variable away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ...fields.edges import EdgeFields, HandlerFields
from ...fields.leaves import Formula
from ...nodes.fields import NodeFields
from ...nodes.set import Set
from ...scope import CONTACT_FIELDS, Scope
from ..presence import Needs, Path
from .meaning import Want
from .predicates import Reader, reader_of, type_of
from .tree import MAX_CHOICES, Known, Leaf, choice_of, tree_of

_SURE: frozenset[Path] = frozenset()


def needs(scope: Scope, nodes: Iterable[NodeFields], handlers: Sequence[HandlerFields]) -> dict[Formula, Needs]:
    """Of assigned formulas that may be null: what has to have a value so that they have one."""
    found = ((formula, needed(formula.source, scope)) for formula in _assigned(nodes, handlers))
    return {formula: names for formula, names in found if names is None or names}


def _assigned(nodes: Iterable[NodeFields], handlers: Sequence[HandlerFields]) -> Iterator[Formula]:
    for handler in handlers:
        yield from _of_edge(handler)
    for node in nodes:
        if isinstance(node, Set):
            yield from node.assignments.values()
        for edge in node.next:
            yield from _of_edge(edge)


def _of_edge(edge: EdgeFields) -> Iterable[Formula]:
    return edge.set.values() if edge.set is not None else ()


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
    is_custom = tree.left[:2] == CONTACT_FIELDS and len(tree.left) > 2
    return frozenset({tree.left}) if is_custom or type_of(tree.left, scope).nullable else _SURE
