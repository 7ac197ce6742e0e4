"""Expressions of the JSON ops as closures over a frame. See talkif_schemas.template_ast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talkif_schemas.template_ast import MAX_PATH_PARTS
from talkif_schemas.template_helpers import HELPERS

from .frame import Data, Frame, Value
from .functions import FUNCTIONS
from .members import OPTIONAL, Member, Mode
from .partials import content_text
from .values import MISSING, member

_PARTIAL_BLOCK = "partial-block"
#: Helpers take two or three values; `and` and `or` take any number.
_ARGUMENTS_PER_STEP = 8


def compile_expr(expr: list[Any], mode: Mode = OPTIONAL, *, is_head: bool = False) -> Value:
    """`is_head`: the expression is a tag's own name, which has to be there in strict mode.

    Raises LookupError, TypeError or ValueError for what is no expression.
    """
    return _KINDS[expr[0]](mode, is_head, *expr[1:])


def _literal(_mode: Mode, _is_head: bool, value: Any) -> Value:
    return lambda _frame: value


def _path(mode: Mode, is_head: bool, depth: int, is_data: bool, segments: list[str]) -> Value:
    if not isinstance(depth, int) or not 0 <= depth <= MAX_PATH_PARTS:
        raise ValueError("this is no path")
    walk = _walk(segments, mode, is_head)
    if is_data:
        return _data_path(depth, segments, walk)
    if depth == 0:
        if len(segments) == 1 and mode.head is member:
            name = segments[0]
            return lambda frame: member(frame.context, name)
        return lambda frame: walk(frame.context)

    def resolve(frame: Frame) -> Any:
        place: Frame | None = frame
        for _ in range(depth):
            place = place.parent if place is not None else None
        return walk(place.context if place is not None else MISSING)

    return resolve


def _data_path(depth: int, segments: list[str], walk: Callable[[Any], Any]) -> Value:
    if not segments:
        raise ValueError("this is no path")
    if depth == 0 and segments == [_PARTIAL_BLOCK]:
        return lambda frame: content_text(frame) if frame.content is not None else MISSING

    def resolve(frame: Frame) -> Any:
        data: Data | None = frame.data
        for _ in range(depth):
            data = data.parent if data is not None else None
        return walk(data.names if data is not None else MISSING)

    return resolve


def _param(mode: Mode, _is_head: bool, name: str, segments: list[str]) -> Value:
    walk = _walk(segments, mode, is_head=False)
    return lambda frame: walk(frame.params.get(name, MISSING))


def _walk(segments: list[str], mode: Mode, is_head: bool) -> Callable[[Any], Any]:
    """From a value down to its member. In strict mode the last one has to exist, where it is a tag's own name."""
    if len(segments) > MAX_PATH_PARTS or not all(isinstance(segment, str) for segment in segments):
        raise ValueError("this is no path")
    if not segments:
        return lambda value: value
    *between, last = segments
    step: Member = mode.between
    finish: Member = mode.head if is_head else mode.last

    def walk(value: Any) -> Any:
        for segment in between:
            value = step(value, segment)
        return finish(value, last)

    return walk


def check_call(name: str, args: list[Any], options: dict[str, Any], *, opens_block: bool) -> None:
    """Raises ValueError for a call that its helper cannot take. The compiler reports these with their places."""
    helper = HELPERS.get(name)
    if helper is None:
        raise ValueError(f"there is no helper `{name}`")
    if helper.needs_block and not opens_block:
        raise ValueError(f"`{name}` has to open a block")
    if len(args) < helper.least or (len(args) > len(helper.takes) and not helper.repeats):
        raise ValueError(f"`{name}` does not take {len(args)} values")
    if not options.keys() <= helper.options.keys():
        raise ValueError(f"`{name}` does not take the options {', '.join(options)}")


def _call(mode: Mode, _is_head: bool, name: str, args: list[Any], options: dict[str, Any]) -> Value:
    check_call(name, args, options, opens_block=False)
    function = FUNCTIONS[name]
    values = [compile_expr(arg, mode) for arg in args]
    named = {key: compile_expr(expr, mode) for key, expr in options.items()}
    if "language" in HELPERS[name].options:
        named.setdefault("language", _literal(mode, False, mode.language))

    steps = 1 + (len(values) + len(named)) // _ARGUMENTS_PER_STEP

    def call(frame: Frame) -> Any:
        meter = frame.meter
        meter.step(steps)
        result = function(*[value(frame) for value in values], **{key: value(frame) for key, value in named.items()})
        if isinstance(result, str):
            meter.made(len(result))
        return result

    return call


_KINDS: Mapping[str, Callable[..., Value]] = {"lit": _literal, "path": _path, "param": _param, "call": _call}
