"""What a `switch` decides by."""

from __future__ import annotations

from talkif_schemas.types import TypeSpec

from ...linking.conditions.decisions import Decisions
from ...linking.conditions.predicates import type_of
from ...linking.conditions.tree import Leaf
from ...nodes.switch import Switch
from ...scope import Scope

_BOOLEAN = TypeSpec(type="boolean")
_ANY = TypeSpec(type="any")


def subject_of(node: Switch, decisions: Decisions, scope: Scope) -> TypeSpec | None:
    """Type of the value, as far as it is known. None when the expression has mistakes of its own."""
    tree = decisions.tree(node.on)
    if tree is None:
        return None
    if not isinstance(tree, Leaf) or tree.operator:
        return _BOOLEAN
    return type_of(tree.left, scope) if isinstance(tree.left, tuple) else _ANY


def values_of(subject: TypeSpec) -> tuple[str, ...] | None:
    """Every value that there is, as cases name them; None when there are too many."""
    if subject.type == "boolean":
        return ("true", "false")
    return subject.values if subject.type == "enum" else None
