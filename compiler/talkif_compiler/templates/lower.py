"""The syntax tree as the JSON ops that the runtime renders. See talkif_schemas.template_ast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talkif_schemas.template_ast import Template
from talkif_schemas.template_helpers import ALL

from .nodes import Block, Call, Expr, Inline, Literal, Output, ParsedTemplate, Partial, Path, Statement, Text


def lower(parsed: ParsedTemplate, partials: Mapping[str, ParsedTemplate] | None = None) -> Template:
    """`partials` are those that the template may call by name; only the reachable ones are kept."""
    available = partials or {}
    reached: dict[str, Any] = {}
    waiting = _partial_names(parsed.body)
    while waiting:
        name = waiting.pop()
        if name in available and name not in reached:
            reached[name] = _ops(available[name].body)
            waiting |= _partial_names(available[name].body)
    return Template(source=parsed.text, ops=_ops(parsed.body), partials=dict(sorted(reached.items())))


def _ops(statements: list[Statement]) -> list[Any]:
    ops: list[Any] = []
    for statement in statements:
        op = _op(statement)
        if isinstance(op, str) and ops and isinstance(ops[-1], str):
            ops[-1] += op
        elif op != "":
            ops.append(op)
    return ops


def _op(statement: Statement) -> Any:
    match statement:
        case Text(value=value):
            return value
        case Output(expr=expr):
            return ["out", _expr(expr)]
        case Block(expr=expr, params=params, body=body, inverse=inverse):
            return ["block", _expr(expr, block=True), list(params), _ops(body), _ops(inverse)]
        case Partial():
            return [
                "partial",
                _expr(statement.name, block=True),
                _expr(statement.context, block=True) if statement.context is not None else None,
                {key: _expr(value, block=True) for key, value in statement.options},
                _ops(statement.body) if statement.body is not None else None,
                statement.indent,
            ]
        case Inline(name=name, body=body):
            return ["inline", _expr(name, block=True), _ops(body)]


def _expr(expr: Expr, *, block: bool = False) -> list[Any]:
    match expr:
        case Literal(value=value):
            return ["lit", value]
        case Path():
            if not block and helper_name(expr) is not None:
                return ["call", expr.segments[0], [], {}]
            return ["path", expr.depth, expr.data, list(expr.segments)]
        case Call(name=name, args=args, options=options):
            values = {key: _expr(value, block=True) for key, value in options}
            return ["call", name.segments[0], [_expr(arg, block=True) for arg in args], dict(sorted(values.items()))]


def helper_name(path: Path) -> str | None:
    """The helper that a lone name calls: one that takes no argument."""
    if path.depth or path.data or path.explicit or len(path.segments) != 1:
        return None
    helper = ALL.get(path.segments[0])
    return path.segments[0] if helper is not None and helper.least == 0 else None


def _partial_names(statements: list[Statement]) -> set[str]:
    names: set[str] = set()
    for statement in statements:
        if isinstance(statement, Partial):
            if isinstance(statement.name, Literal):
                names.add(str(statement.name.value))
            names |= _partial_names(statement.body or [])
        elif isinstance(statement, Block):
            names |= _partial_names(statement.body) | _partial_names(statement.inverse)
        elif isinstance(statement, Inline):
            names |= _partial_names(statement.body)
    return names
