"""What it says of names that a template's expression is truthy or falsy: which of them have a value then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from .nodes import Call, Expr, Literal, Path

Name: TypeAlias = tuple[str, ...]
"""From the namespace on."""
Resolve: TypeAlias = Callable[[Path], Name | None]
"""None for what is no name of the flow, such as a member in a loop."""

_MEMBERS = frozenset({"first", "last", "lookup"})
"""Of nothing they give nothing."""
_TEXTS = frozenset({"upper", "lower", "title", "date", "time", "number", "money", "phone", "spell", "list", "join"})
"""Of nothing they give the empty text."""
_ORDERS = frozenset({"gt", "gte", "lt", "lte"})
"""Nothing is neither more nor less than anything."""


def present(expr: Expr, resolve: Resolve, *, if_truthy: bool) -> tuple[Name, ...]:
    """Names that have a value where the value of the expression is truthy, or where it is falsy; each once."""
    return tuple(dict.fromkeys(_Reader(resolve).present(expr, if_truthy=if_truthy)))


class _Reader:
    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    def present(self, expr: Expr, *, if_truthy: bool) -> Sequence[Name]:
        match expr:
            case Call(name=Path(segments=(name,)), args=args):
                return self._call(name, args, if_truthy=if_truthy)
            case Path() if if_truthy:
                return self._of_value(expr)
        return ()

    def _call(self, name: str, args: tuple[Expr, ...], *, if_truthy: bool) -> Sequence[Name]:
        if name == "not" and args:
            return self.present(args[0], if_truthy=not if_truthy)
        if name in ("and", "or"):
            found = [self.present(arg, if_truthy=if_truthy) for arg in args]
            return _any_of(found) if (name == "and") == if_truthy else _all_of(found)
        if name in ("eq", "ne") and len(args) == 2:
            return self._compared(args, is_equal=(name == "eq") == if_truthy)
        if not if_truthy or not args:
            return ()
        if name in _ORDERS:
            return [path for arg in args for path in self._of_value(arg)]
        if name == "ifExists":
            return self._of_value(args[0])
        return self._of_text(args[0]) if name in _MEMBERS | _TEXTS else ()

    def _compared(self, args: tuple[Expr, ...], *, is_equal: bool) -> Sequence[Name]:
        """With a constant: equal to one that is there, or different from null."""
        for constant, other in (args, args[::-1]):
            if isinstance(constant, Literal) and (constant.value is None) != is_equal:
                is_text_of = isinstance(other, Call) and other.name.segments[0] in _TEXTS and constant.value
                return self._of_text(other) if is_text_of else self._of_value(other)
        return ()

    def _of_text(self, expr: Expr) -> Sequence[Name]:
        """What has a value where the text of the expression is not empty."""
        match expr:
            case Call(name=Path(segments=(name,)), args=(first, *_)) if name in _MEMBERS | _TEXTS:
                return self._of_text(first)
            case Path():
                return self._of_value(expr)
        return ()

    def _of_value(self, expr: Expr) -> Sequence[Name]:
        """What has a value where the expression has one, be it a falsy one."""
        match expr:
            case Call(name=Path(segments=(name,)), args=(first, *_)) if name in _MEMBERS:
                return self._of_value(first)
            case Path():
                found = self._resolve(expr)
                return (found,) if found is not None else ()
        return ()


def _any_of(found: Sequence[Sequence[Name]]) -> Sequence[Name]:
    """All of them hold."""
    return [path for paths in found for path in paths]


def _all_of(found: Sequence[Sequence[Name]]) -> Sequence[Name]:
    """One of them holds, and it is not known which."""
    others = [frozenset(paths) for paths in found[1:]]
    return [path for path in found[0] if all(path in paths for paths in others)] if found else ()
