"""From JSON ops to nested closures, once for each template; then a rendering is function calls and list appends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from talkif_schemas.template_ast import Template

from .functions import HELPERS
from .limits import Limits, Meter, RenderError
from .values import MISSING, is_empty, member, text_of

DEFAULT_LIMITS = Limits()
_BLOCK_HELPERS = frozenset({"if", "unless", "each", "with"})


class Frame:
    """What names mean at one place of a template."""

    __slots__ = ("body", "context", "data", "locals", "meter", "parent", "partials")

    def __init__(
        self,
        context: Any,
        parent: Frame | None,
        data: Mapping[str, Any],
        local: Mapping[str, Any],
        meter: Meter,
        partials: Mapping[str, Block],
    ) -> None:
        self.context = context
        self.parent = parent
        self.data = data
        self.locals = local
        self.meter = meter
        self.partials = partials
        self.body: tuple[Block, Frame] | None = None
        """Content of the partial block that this partial was called with, and where it was written."""

    def child(
        self, context: Any, data: Mapping[str, Any] | None = None, local: Mapping[str, Any] | None = None
    ) -> Frame:
        """One level deeper: `../` leads back here."""
        frame = Frame(
            context,
            self,
            {**self.data, **data} if data else self.data,
            {**self.locals, **local} if local else self.locals,
            self.meter,
            self.partials,
        )
        frame.body = self.body
        return frame


Block: TypeAlias = Callable[[Frame, list[str]], None]
Value: TypeAlias = Callable[[Frame], Any]


class Renderer:
    """A loaded template."""

    __slots__ = ("_body", "_partials")

    def __init__(self, body: Block, partials: Mapping[str, Block]) -> None:
        self._body = body
        self._partials = partials

    def render(self, context: Mapping[str, Any], limits: Limits = DEFAULT_LIMITS) -> str:
        """Bare names are looked up in `vars`, then `inputs`, then among the namespaces. Raises RenderError."""
        root = _Root(context)
        out: list[str] = []
        frame = Frame(root, None, {"root": root}, {}, Meter(limits), self._partials)
        try:
            self._body(frame, out)
        except RecursionError:
            raise RenderError("nested too deeply") from None
        return "".join(out)


class _Root(dict[str, Any]):
    """The namespaces, with the flow's own names in front of them."""

    def get(self, key: str, default: Any = None) -> Any:
        for space in ("vars", "inputs"):
            values = super().get(space)
            if isinstance(values, dict) and key in values:
                return values[key]
        return super().get(key, default)


def load(template: Template) -> Renderer:
    """Raises RenderError when the ops are not of the form that talkif_schemas.template_ast describes."""
    try:
        partials = {name: _block(ops) for name, ops in template.partials.items()}
        return Renderer(_block(template.ops), partials)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise RenderError(f"not a parsed template: {error}") from error


# ---------------------------------------------------------------- blocks


def _block(ops: list[Any]) -> Block:
    parts = [_literal(op) if isinstance(op, str) else _OPS[op[0]](*op[1:]) for op in ops]

    def body(frame: Frame, out: list[str]) -> None:
        for part in parts:
            part(frame, out)

    return parts[0] if len(parts) == 1 else body


def _literal(text: str) -> Block:
    def literal(frame: Frame, out: list[str]) -> None:
        frame.meter.write(text)
        out.append(text)

    return literal


def _out(expr: list[Any]) -> Block:
    value = _value(expr)

    def output(frame: Frame, out: list[str]) -> None:
        frame.meter.step()
        text = text_of(value(frame))
        frame.meter.write(text)
        out.append(text)

    return output


def _block_op(expr: list[Any], params: list[str], body_ops: list[Any], inverse_ops: list[Any]) -> Block:
    body, inverse = _block(body_ops), _block(inverse_ops)
    if expr[0] == "call" and expr[1] in _BLOCK_HELPERS:
        subject = _value(expr[2][0])
        zero = _value(expr[3]["includeZero"]) if "includeZero" in expr[3] else None
        inner = _BLOCKS[expr[1]](subject, zero, params, body, inverse)
    elif expr[0] == "call":
        inner = _if(_value(expr), None, params, body, inverse)
    else:
        inner = _section(_value(expr), params, body, inverse)

    def bounded(frame: Frame, out: list[str]) -> None:
        frame.meter.step()
        frame.meter.enter()
        inner(frame, out)
        frame.meter.leave()

    return bounded


def _if(subject: Value, zero: Value | None, _params: list[str], body: Block, inverse: Block) -> Block:
    def choose(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        is_zero = isinstance(value, int | float) and not isinstance(value, bool) and value == 0
        if not is_empty(value) or (is_zero and zero is not None and zero(frame)):
            body(frame, out)
        else:
            inverse(frame, out)

    return choose


def _unless(subject: Value, zero: Value | None, params: list[str], body: Block, inverse: Block) -> Block:
    return _if(subject, zero, params, inverse, body)


def _with(subject: Value, _zero: Value | None, params: list[str], body: Block, inverse: Block) -> Block:
    def enter(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        if is_empty(value):
            inverse(frame, out)
        else:
            body(frame.child(value, local={params[0]: value} if params else None), out)

    return enter


def _each(subject: Value, _zero: Value | None, params: list[str], body: Block, inverse: Block) -> Block:
    def loop(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        pairs: list[tuple[Any, Any]]
        if isinstance(value, list):
            pairs = list(enumerate(value))
        elif isinstance(value, dict):
            pairs = list(value.items())
        else:
            pairs = []
        if not pairs:
            inverse(frame, out)
            return
        for index, (key, item) in enumerate(pairs):
            frame.meter.step()
            data = {"key": key, "index": index, "first": index == 0, "last": index == len(pairs) - 1}
            body(frame.child(item, data, dict(zip(params, (item, key), strict=False))), out)

    return loop


def _section(subject: Value, params: list[str], body: Block, inverse: Block) -> Block:
    """A block named by a value: a list is a loop, anything else that is not empty is the new context."""
    loop = _each(subject, None, params, body, inverse)

    def section(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        if isinstance(value, list) and value:
            loop(frame, out)
        elif value is True:
            body(frame, out)
        elif value is MISSING or value is None or value is False or value == []:
            inverse(frame, out)
        else:
            body(frame.child(value, local={params[0]: value} if params else None), out)

    return section


_BLOCKS = {"if": _if, "unless": _unless, "each": _each, "with": _with}


# ---------------------------------------------------------------- partials


def _partial(
    name: list[Any], context: list[Any] | None, options: dict[str, Any], fallback: list[Any] | None, indent: str
) -> Block:
    named = _value(name)
    subject = _value(context) if context is not None else None
    values = {key: _value(expr) for key, expr in options.items()}
    content = _block(fallback) if fallback is not None else None

    def call(frame: Frame, out: list[str]) -> None:
        frame.meter.step()
        partial_name = text_of(named(frame))
        caller = frame
        if content is not None:
            # Inline partials written inside the block are for the partial that is called.
            frame = frame.child(frame.context)
            frame.parent = caller.parent
            frame.partials = dict(frame.partials)
            content_frame, discarded = frame, []  # type: ignore[var-annotated]
            if any(isinstance(op, list) and op[0] == "inline" for op in fallback or ()):
                for op in fallback or ():
                    if isinstance(op, list) and op[0] == "inline":
                        _inline(op[1], op[2])(content_frame, discarded)
        if partial_name == "@partial-block":
            if frame.body is None:
                raise RenderError("@partial-block outside of a partial block")
            body, written_in = frame.body
            inner = written_in.child(frame.context if subject is None else subject(frame))
            inner.parent, inner.body = written_in.parent, written_in.body
            frame.meter.enter()
            body(inner, out)
            frame.meter.leave()
            return
        partial = frame.partials.get(partial_name)
        if partial is None:
            if content is None:
                raise RenderError(f"there is no partial {partial_name!r}")
            content(frame, out)
            return
        base = frame.context if subject is None else subject(frame)
        if values:
            extra = {key: value(frame) for key, value in values.items()}
            base = _merged(base, extra)
        inner = frame.child(base)
        inner.body = (content, frame) if content is not None else frame.body
        frame.meter.enter()
        if indent:
            lines: list[str] = []
            partial(inner, lines)
            out.append(_indented("".join(lines), indent))
        else:
            partial(inner, out)
        frame.meter.leave()

    return call


def _merged(base: Any, extra: dict[str, Any]) -> dict[str, Any]:
    if isinstance(base, _Root):
        return _Root({**base, **extra})
    return {**base, **extra} if isinstance(base, dict) else extra


def _indented(text: str, indent: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        line if not line and number == len(lines) - 1 else indent + line for number, line in enumerate(lines)
    )


def _inline(name: list[Any], body_ops: list[Any]) -> Block:
    named, body = _value(name), _block(body_ops)

    def define(frame: Frame, _out: list[str]) -> None:
        frame.partials = {**frame.partials, text_of(named(frame)): body}

    return define


_OPS: Mapping[str, Callable[..., Block]] = {
    "out": _out,
    "block": _block_op,
    "partial": _partial,
    "inline": _inline,
}


# ---------------------------------------------------------------- values


def _value(expr: list[Any]) -> Value:
    return _EXPRS[expr[0]](*expr[1:])


def _lit(value: Any) -> Value:
    return lambda _frame: value


def _path(depth: int, is_data: bool, segments: list[str]) -> Value:
    if is_data:
        return _data_path(depth, segments)
    if not segments:
        return lambda frame: _up(frame, depth).context

    first, rest = segments[0], segments[1:]

    def resolve(frame: Frame) -> Any:
        if depth == 0 and first in frame.locals:
            value = frame.locals[first]
        else:
            value = member(_up(frame, depth).context, first)
        for segment in rest:
            value = member(value, segment)
        return value

    return resolve


def _data_path(depth: int, segments: list[str]) -> Value:
    def resolve(frame: Frame) -> Any:
        value: Any = _up(frame, depth).data
        for segment in segments:
            value = member(value, segment)
        return value

    return resolve


class _Nowhere(Frame):
    """Above the root."""

    def __init__(self) -> None:
        super().__init__(MISSING, None, {}, {}, Meter(DEFAULT_LIMITS), {})


_NOWHERE = _Nowhere()


def _up(frame: Frame, depth: int) -> Frame:
    for _ in range(depth):
        if frame.parent is None:
            return _NOWHERE
        frame = frame.parent
    return frame


def _call(name: str, args: list[Any], options: dict[str, Any]) -> Value:
    helper = HELPERS[name] if name in HELPERS else _TRUTH[name]
    values = [_value(arg) for arg in args]
    named = {key: _value(expr) for key, expr in options.items()}

    def call(frame: Frame) -> Any:
        frame.meter.step()
        return helper(*[value(frame) for value in values], **{key: value(frame) for key, value in named.items()})

    return call


#: `if` and its kin inside an expression: (if a), as a condition.
_TRUTH: Mapping[str, Callable[..., Any]] = {
    "if": lambda value, **_: not is_empty(value),
    "unless": lambda value, **_: is_empty(value),
    "each": lambda value: not is_empty(value),
    "with": lambda value: value,
}

_EXPRS: Mapping[str, Callable[..., Value]] = {"lit": _lit, "path": _path, "call": _call}
