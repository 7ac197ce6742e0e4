"""What is known in a part of an expression because of those before it, as `size(x) > 0` is in `size(x) > 0 && ...`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from talkif_schemas.conditions.syntax import Call, Constant, Items, Member, Syntax

from . import value_sets
from .predicates import constant, joined
from .value_sets import ALL, ValueSet, numbers

_NEGATED = {"_==_": "_!=_", "_!=_": "_==_", "_<_": "_>=_", "_>=_": "_<_", "_>_": "_<=_", "_<=_": "_>_"}
_SWAPPED = {"_==_": "_==_", "_!=_": "_!=_", "_<_": "_>_", "_>_": "_<_", "_<=_": "_>=_", "_>=_": "_<=_"}
_AT_MOST = {"getDayOfWeek": 6, "getMonth": 11, "getDayOfMonth": 30, "getDate": 31, "getHours": 23, "getMinutes": 59}
"""What a method of a timestamp gives, from 0 on."""


class Facts(Struct, frozen=True):
    present: frozenset[Syntax] = frozenset()
    """What has a value."""
    values: Mapping[Syntax, ValueSet] = field(default_factory=dict)
    """What the value is among."""
    holds: tuple[Call, ...] = ()
    """Comparisons and questions that are true."""

    def has(self, syntax: Member) -> bool:
        """Whether it has a value, or something has that is a member of it."""
        wanted = replace(syntax, is_test=False)
        return any(wanted in _owners(found) for found in self.present)

    def among(self, syntax: Syntax) -> ValueSet:
        found = self.values.get(syntax, ALL)
        if isinstance(syntax, Call) and syntax.function == "size":
            return found & numbers(">=", 0, whole=True)
        if isinstance(syntax, Call) and syntax.function in _AT_MOST:
            return found & numbers(">=", 0, whole=True) & numbers("<=", _AT_MOST[syntax.function], whole=True)
        return found

    def learned(self, syntax: Syntax, *, is_true: bool) -> Facts:
        """With an expression that is true, or is false."""
        match syntax:
            case Call(function="!_", args=(inner,)):
                return self.learned(inner, is_true=not is_true)
            case Call(function="_&&_" | "_||_" as function, args=(one, other)):
                if (function == "_&&_") != is_true:
                    return self
                return self.learned(one, is_true=is_true).learned(other, is_true=is_true)
            case Call(function=function, args=(_, _)) if function in _NEGATED:
                return self._compared(syntax if is_true else replace(syntax, function=_NEGATED[function]))
            case Call(function="@in", args=(item, Items(items=items))) if is_true:
                return self._among_items(item, items)._holding(syntax)
            case Call() if is_true:
                return self._holding(syntax)
            case Member() if is_true:
                return self._with(syntax)
        return self

    def _among_items(self, item: Syntax, items: tuple[Syntax, ...]) -> Facts:
        among = ValueSet()
        for part in items:
            if not isinstance(part, Constant) or part.value is None or isinstance(part.value, bytes):
                return self
            among = joined(among, constant(part.value))
        return self._narrowed(item, among)._with(item)

    def _compared(self, syntax: Call) -> Facts:
        facts = self._holding(syntax)
        left, right = syntax.args
        for term, other, function in ((left, right, syntax.function), (right, left, _SWAPPED[syntax.function])):
            if isinstance(other, Constant):
                facts = facts._limited(term, function, other)
        return facts

    def _limited(self, term: Syntax, function: str, bound: Constant) -> Facts:
        """By a comparison with a constant, and computing with nothing fails."""
        value, operator = bound.value, function.strip("_")
        if isinstance(value, int | float) and not isinstance(value, bool):
            is_whole = isinstance(term, Call) and term.function in ("size", *_AT_MOST)
            among = numbers(operator, value, whole=is_whole)
            return self._narrowed(term, among if operator != "!=" else ALL - numbers("==", value, whole=is_whole))
        if operator not in ("==", "!=") or isinstance(value, bytes):
            return self
        is_there = (operator == "==") != (value is None)
        facts = self._narrowed(term, constant(value) if operator == "==" else ALL - constant(value))
        return facts._with(term) if is_there else facts

    def _narrowed(self, term: Syntax, among: ValueSet) -> Facts:
        return replace(self, values={**self.values, term: self.among(term) & among})

    def _with(self, syntax: Syntax) -> Facts:
        if not isinstance(syntax, Member):
            return self
        return replace(self, present=self.present | {replace(syntax, is_test=False)})

    def _holding(self, syntax: Call) -> Facts:
        return replace(self, holds=(*self.holds, syntax))


def words_of(values: ValueSet) -> tuple[str, ...] | None:
    """All texts that there are in it; None when there are too many. Null is of every type."""
    if values.is_all_but or values.stretches:
        return None
    return tuple(str(word) for kind, word in values.words if (kind, word) != value_sets.NULL)


def _owners(syntax: Syntax) -> Iterator[Syntax]:
    while isinstance(syntax, Member):
        yield syntax
        syntax = syntax.operand
