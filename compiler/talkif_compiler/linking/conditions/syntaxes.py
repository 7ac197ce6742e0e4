"""The syntax trees of the formulas of one flow."""

from __future__ import annotations

from collections.abc import Iterable

from talkif_schemas.conditions import ConditionSyntaxError
from talkif_schemas.conditions.syntax import Constant, Member, Name, Syntax
from talkif_schemas.types import TypeSpec

from ...expressions import Checker
from ...scope import Scope
from .tree import Known, Leaf, tree_of


class Syntaxes:
    def __init__(self, scope: Scope, sources: Iterable[str]) -> None:
        """`sources`: all that will be asked for."""
        self._scope = scope
        self._sources = sources
        self._checker: Checker | None = None
        self._known: dict[str, Syntax | None] = {}

    def of(self, source: str) -> Syntax | None:
        """None for a source with mistakes, and for one that is nested too deeply to be looked into."""
        if source not in self._known:
            self._known[source] = self.plain(source) or self._parsed(source)
        return self._known[source]

    def plain(self, source: str) -> Syntax | None:
        """Of a constant or a path, without CEL, which is dear; None for anything else."""
        tree = tree_of(source)
        if not isinstance(tree, Leaf) or tree.operator or isinstance(tree.left, str):
            return None
        if isinstance(tree.left, Known):
            return Constant(tree.left.value)
        first, *fields = tree.left
        found: Syntax = Name(first)
        spec = self._scope.roots().get(first)
        if spec is None:
            return None
        for field in fields:
            found = Member(found, field, is_test=False, is_declared=bool(spec.properties))
            spec = spec.properties.get(field, TypeSpec(type="any"))
        return found

    def _parsed(self, source: str) -> Syntax | None:
        if self._checker is None:
            self._checker = Checker(self._scope, self._sources)
        try:
            return self._checker.syntax(source)
        except ConditionSyntaxError:
            return None


def path_of(syntax: Syntax) -> tuple[str, ...] | None:
    """("vars", "order", "total"); None for what is no path."""
    fields: list[str] = []
    while isinstance(syntax, Member):
        fields.append(syntax.field)
        syntax = syntax.operand
    return (syntax.name, *reversed(fields)) if isinstance(syntax, Name) else None
