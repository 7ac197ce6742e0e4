"""From JSON ops to nested closures, once for each template; then a rendering is function calls and list appends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from talkif_schemas.template_ast import Template

from . import blocks
from .frame import Block, Closure, Data, Frame, Value
from .limits import Limits, Meter, RenderError
from .members import MODES, Mode, Strictness
from .operands import check_call, compile_expr
from .partials import call_partial
from .values import text_of

DEFAULT_LIMITS = Limits()


class _Unit(NamedTuple):
    """What is loaded: a template, or one of its partials."""

    mode: Mode
    partial: str | None


class Renderer:
    """A loaded template. Safe to share between calls."""

    __slots__ = ("_body", "_partials")

    def __init__(self, body: Block, partials: Mapping[str, Block]) -> None:
        self._body = body
        self._partials = partials

    def render(self, context: Any, limits: Limits = DEFAULT_LIMITS) -> str:
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


def load(template: Template, strictness: Strictness = "off", language: str = "en") -> Renderer:
    """`strictness`: what a name that leads nowhere means. `strict` and `objects` are Handlebars' own strict modes.

    `language`: the tag of the language in which helpers say dates, numbers and money.

    Raises RenderError for ops that a compiler with checks would not have let through.
    """
    mode = replace(MODES[strictness], language=language)
    try:
        partials = {name: _body(_Unit(mode, name), ops) for name, ops in template.partials.items()}
        return Renderer(_body(_Unit(mode, None), template.ops), partials)
    except (ValueError, TypeError, LookupError) as error:
        raise RenderError(f"not a checked template: {error}") from error
    except RecursionError:
        raise RenderError("nested too deeply") from None


def _root(context: Any) -> Any:
    if not isinstance(context, Mapping):
        return context
    inputs, variables = context.get("inputs"), context.get("vars")
    return {
        **context,
        **(inputs if isinstance(inputs, dict) else {}),
        **(variables if isinstance(variables, dict) else {}),
    }


def _body(unit: _Unit, ops: list[Any]) -> Block:
    """Inline partials hold in the whole body, also before the place where they are written."""
    define, statements = _definitions(unit, ops), _statements(unit, ops)
    if define is None:
        return statements
    return lambda frame, out: statements(define(frame), out)


def _statements(unit: _Unit, ops: list[Any]) -> Block:
    parts = [_literal(op) if isinstance(op, str) else _OPS[op[0]](unit, *op[1:]) for op in ops if op[0] != "inline"]
    if len(parts) == 1:
        return parts[0]

    def write(frame: Frame, out: list[str]) -> None:
        for part in parts:
            part(frame, out)

    return write


def _definitions(unit: _Unit, ops: list[Any]) -> Callable[[Frame], Frame] | None:
    inline = [(compile_expr(op[1], unit.mode), _body(unit, op[2])) for op in ops if op[0] == "inline"]
    if not inline:
        return None

    def define(frame: Frame) -> Frame:
        frame.meter.step(len(inline))
        frame.meter.copied(len(frame.partials))
        named: dict[str, Closure] = {}
        for name, body in inline:
            text = text_of(name(frame))
            frame.meter.made(len(text))
            named[text] = Closure(body, frame)
        return frame.defining(named)

    return define


def _literal(text: str) -> Block:
    def write(frame: Frame, out: list[str]) -> None:
        frame.meter.write(len(text))
        out.append(text)

    return write


def _out(unit: _Unit, expr: list[Any], line: int, column: int) -> Block:
    value = compile_expr(expr, unit.mode, is_head=True)

    def write(frame: Frame, out: list[str]) -> None:
        meter = frame.meter
        try:
            meter.step()
            text = text_of(value(frame))
            meter.write(len(text))
        except RenderError as error:
            error.locate(line, column, unit.partial)
            raise
        out.append(text)

    return write


def _block(
    unit: _Unit,
    expr: list[Any],
    params: list[str],
    body_ops: list[Any],
    inverse_ops: list[Any],
    line: int,
    column: int,
) -> Block:
    inner = _opened(unit, expr, params, _body(unit, body_ops), _body(unit, inverse_ops))

    def bounded(frame: Frame, out: list[str]) -> None:
        meter = frame.meter
        try:
            meter.step()
            meter.enter()
            inner(frame, out)
        except RenderError as error:
            error.locate(line, column, unit.partial)
            raise
        meter.leave()

    return bounded


def _opened(unit: _Unit, expr: list[Any], params: list[str], body: Block, inverse: Block) -> Block:
    if not all(isinstance(param, str) for param in params):
        raise ValueError("a block parameter is no name")
    if expr[0] != "call":
        return blocks.section(compile_expr(expr, unit.mode, is_head=True), params, body, inverse)
    _, name, args, options = expr
    check_call(name, args, options, opens_block=True)
    if name not in ("if", "unless", "each", "with"):
        return blocks.condition(compile_expr(expr, unit.mode), None, body, inverse)
    subject = compile_expr(args[0], unit.mode)
    if name == "each":
        return blocks.loop(subject, params, body, inverse)
    if name == "with":
        return blocks.context(subject, params, body, inverse)
    include_zero: Value | None = compile_expr(options["includeZero"], unit.mode) if "includeZero" in options else None
    if name == "unless":
        body, inverse = inverse, body
    return blocks.condition(subject, include_zero, body, inverse)


def _partial(
    unit: _Unit,
    name: list[Any],
    context: list[Any] | None,
    options: dict[str, Any],
    content: list[Any] | None,
    indent: str,
    line: int,
    column: int,
) -> Block:
    if not isinstance(indent, str):
        raise ValueError("the indentation is no text")
    call = call_partial(
        compile_expr(name, unit.mode),
        compile_expr(context, unit.mode) if context is not None else None,
        {key: compile_expr(expr, unit.mode) for key, expr in options.items()},
        _statements(unit, content) if content is not None else None,
        _definitions(unit, content or []) or _unchanged,
        indent,
    )

    def located(frame: Frame, out: list[str]) -> None:
        try:
            call(frame, out)
        except RenderError as error:
            error.locate(line, column, unit.partial)
            raise

    return located


def _unchanged(frame: Frame) -> Frame:
    return frame


_OPS: Mapping[str, Callable[..., Block]] = {"out": _out, "block": _block, "partial": _partial}
