"""From JSON ops to nested closures, once for each template; then a rendering is function calls and list appends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talkif_schemas.template_ast import Template

from . import blocks
from .frame import Block, Closure, Data, Frame, Value
from .limits import Limits, Meter, RenderError
from .operands import check_call, compile_expr
from .partials import call_partial
from .values import text_of

DEFAULT_LIMITS = Limits()


class Renderer:
    """A loaded template. Safe to share between calls."""

    __slots__ = ("_body", "_partials")

    def __init__(self, body: Block, partials: Mapping[str, Block]) -> None:
        self._body = body
        self._partials = partials

    def render(self, context: Mapping[str, Any], limits: Limits = DEFAULT_LIMITS) -> str:
        """`context`: namespace -> JSON value; the members of `vars`, then `inputs`, may also be named bare.

        Raises RenderError when a limit is hit or a partial is missing.
        """
        root = _root(context)
        frame = Frame(root, None, Data({"root": root}), {}, self._partials, None, Meter(limits))
        out: list[str] = []
        try:
            self._body(frame, out)
        except RecursionError:
            raise RenderError("nested too deeply") from None
        return "".join(out)


def load(template: Template) -> Renderer:
    """Raises RenderError for ops that a compiler with checks would not have let through."""
    try:
        partials = {name: _body(ops) for name, ops in template.partials.items()}
        return Renderer(_body(template.ops), partials)
    except (ValueError, TypeError, LookupError) as error:
        raise RenderError(f"not a checked template: {error}") from error


def _root(context: Mapping[str, Any]) -> dict[str, Any]:
    inputs, variables = context.get("inputs"), context.get("vars")
    return {
        **context,
        **(inputs if isinstance(inputs, dict) else {}),
        **(variables if isinstance(variables, dict) else {}),
    }


def _body(ops: list[Any]) -> Block:
    """Inline partials hold in the whole body, also before the place where they are written."""
    define, statements = _definitions(ops), _statements(ops)
    if define is None:
        return statements
    return lambda frame, out: statements(define(frame), out)


def _statements(ops: list[Any]) -> Block:
    parts = [_literal(op) if isinstance(op, str) else _OPS[op[0]](*op[1:]) for op in ops if op[0] != "inline"]
    if len(parts) == 1:
        return parts[0]

    def write(frame: Frame, out: list[str]) -> None:
        for part in parts:
            part(frame, out)

    return write


def _definitions(ops: list[Any]) -> Callable[[Frame], Frame] | None:
    inline = [(compile_expr(op[1]), _body(op[2])) for op in ops if op[0] == "inline"]
    if not inline:
        return None
    return lambda frame: frame.defining({text_of(name(frame)): Closure(body, frame) for name, body in inline})


def _literal(text: str) -> Block:
    def write(frame: Frame, out: list[str]) -> None:
        frame.meter.write(len(text))
        out.append(text)

    return write


def _out(expr: list[Any]) -> Block:
    value = compile_expr(expr)

    def write(frame: Frame, out: list[str]) -> None:
        meter = frame.meter
        meter.step()
        text = text_of(value(frame))
        meter.write(len(text))
        out.append(text)

    return write


def _block(expr: list[Any], params: list[str], body_ops: list[Any], inverse_ops: list[Any]) -> Block:
    inner = _opened(expr, params, _body(body_ops), _body(inverse_ops))

    def bounded(frame: Frame, out: list[str]) -> None:
        meter = frame.meter
        meter.step()
        meter.enter()
        inner(frame, out)
        meter.leave()

    return bounded


def _opened(expr: list[Any], params: list[str], body: Block, inverse: Block) -> Block:
    if expr[0] != "call":
        return blocks.section(compile_expr(expr), params, body, inverse)
    _, name, args, options = expr
    check_call(name, args, options)
    if name not in ("if", "unless", "each", "with"):
        return blocks.condition(compile_expr(expr), None, body, inverse)
    subject = compile_expr(args[0])
    if name == "each":
        return blocks.loop(subject, params, body, inverse)
    if name == "with":
        return blocks.context(subject, params, body, inverse)
    include_zero: Value | None = compile_expr(options["includeZero"]) if "includeZero" in options else None
    if name == "unless":
        body, inverse = inverse, body
    return blocks.condition(subject, include_zero, body, inverse)


def _partial(
    name: list[Any], context: list[Any] | None, options: dict[str, Any], content: list[Any] | None, indent: str
) -> Block:
    return call_partial(
        compile_expr(name),
        compile_expr(context) if context is not None else None,
        {key: compile_expr(expr) for key, expr in options.items()},
        _statements(content) if content is not None else None,
        _definitions(content or []) or _unchanged,
        indent,
    )


def _unchanged(frame: Frame) -> Frame:
    return frame


_OPS: Mapping[str, Callable[..., Block]] = {"out": _out, "block": _block, "partial": _partial}
