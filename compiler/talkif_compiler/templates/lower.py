"""The syntax tree as the JSON ops that the runtime renders. See talkif_schemas.template_ast."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from talkif_schemas.template_ast import Template

from .nodes import Block, Call, Expr, Inline, Literal, Output, ParsedTemplate, Partial, Path, Statement, Text

_NEWLINE = re.compile(r"\n")
_NO_PARAMS: frozenset[str] = frozenset()


def lower(parsed: ParsedTemplate, partials: Mapping[str, ParsedTemplate] | None = None) -> Template:
    """`partials` are those that the template may call by name; only the reachable ones are kept."""
    available = partials or {}
    reached: dict[str, Any] = {}
    waiting = _called(parsed.body, available)
    while waiting:
        name = waiting.pop()
        if name in available and name not in reached:
            reached[name] = _Lowering(available[name].text).ops(available[name].body, _NO_PARAMS)
            waiting |= _called(available[name].body, available)
    ops = _Lowering(parsed.text).ops(parsed.body, _NO_PARAMS)
    return Template(source=parsed.text, ops=ops, partials=dict(sorted(reached.items())))


class _Lowering:
    """Of one text."""

    def __init__(self, text: str) -> None:
        self._line_starts = [0, *(match.end() for match in _NEWLINE.finditer(text))]

    def ops(self, statements: list[Statement], params: frozenset[str]) -> list[Any]:
        """`params`: the block parameters that surround the statements."""
        ops: list[Any] = []
        for statement in statements:
            op = self._op(statement, params)
            if isinstance(op, str) and ops and isinstance(ops[-1], str):
                ops[-1] += op
            else:
                ops.append(op)
        return ops

    def _op(self, statement: Statement, params: frozenset[str]) -> Any:
        match statement:
            case Text(value=value):
                return value
            case Output(expr=expr):
                return ["out", _expr(expr, params), *self._place(statement)]
            case Block(expr=expr, params=own, body=body, inverse=inverse):
                bodies = self.ops(body, params.union(own)), self.ops(inverse, params)
                return ["block", _expr(expr, params), list(own), *bodies, *self._place(statement)]
            case Partial(name=name, context=context, options=options, body=content, indent=indent):
                return [
                    "partial",
                    _expr(name, params),
                    _expr(context, params) if context is not None else None,
                    _options(options, params),
                    self.ops(content, params) if content is not None else None,
                    indent,
                    *self._place(statement),
                ]
            case Inline(name=name, body=body):
                return ["inline", _expr(name, params), self.ops(body, params)]

    def _place(self, statement: Statement) -> tuple[int, int]:
        """Line and column, from 1."""
        line = bisect_right(self._line_starts, statement.start)
        return line, statement.start - self._line_starts[line - 1] + 1


def _expr(expr: Expr, params: frozenset[str]) -> list[Any]:
    match expr:
        case Literal(value=value):
            return ["lit", value]
        case Path(depth=0, data=False, explicit=False, segments=(first, *rest)) if first in params:
            return ["param", first, rest]
        case Path(depth=depth, data=data, segments=segments):
            return ["path", depth, data, list(segments)]
        case Call(name=name, args=args, options=options):
            # No helper is called `@name` or `./name`, so that loading refuses such calls as checking does.
            prefix = "@" if name.data else "./" if name.explicit else ""
            called = prefix + ".".join(name.segments)
            return ["call", called, [_expr(arg, params) for arg in args], _options(options, params)]


def _options(options: tuple[tuple[str, Expr], ...], params: frozenset[str]) -> dict[str, Any]:
    return {key: _expr(value, params) for key, value in sorted(options, key=lambda option: option[0])}


def _called(statements: list[Statement], available: Mapping[str, ParsedTemplate]) -> set[str]:
    """Names of the partials that statements call: all of them, when a name is computed."""
    names: set[str] = set()
    for statement in statements:
        match statement:
            case Partial(name=Literal(value=name), body=body):
                names |= {str(name)} | _called(body or [], available)
            case Partial(body=body):
                names |= {*available} | _called(body or [], available)
            case Block(body=body, inverse=inverse):
                names |= _called(body, available) | _called(inverse, available)
            case Inline(body=body):
                names |= _called(body, available)
    return names
