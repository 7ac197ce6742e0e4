"""Expressions of the JSON ops as closures over a frame. See talkif_schemas.template_ast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talkif_schemas.template_helpers import HELPERS

from .frame import Data, Frame, Value
from .functions import FUNCTIONS
from .values import MISSING, member


def compile_expr(expr: list[Any]) -> Value:
    """Raises KeyError, TypeError or ValueError for what is no expression."""
    return _KINDS[expr[0]](*expr[1:])


def _literal(value: Any) -> Value:
    return lambda _frame: value


def _path(depth: int, is_data: bool, segments: list[str]) -> Value:
    if is_data:
        return _data_path(depth, segments)
    if depth == 0 and len(segments) == 1:
        name = segments[0]
        return lambda frame: member(frame.context, name)

    def resolve(frame: Frame) -> Any:
        place: Frame | None = frame
        for _ in range(depth):
            place = place.parent if place is not None else None
        return _walk(place.context, segments) if place is not None else MISSING

    return resolve


def _data_path(depth: int, segments: list[str]) -> Value:
    name, rest = segments[0], segments[1:]

    def resolve(frame: Frame) -> Any:
        data: Data | None = frame.data
        for _ in range(depth):
            data = data.parent if data is not None else None
        return _walk(data.names.get(name, MISSING), rest) if data is not None else MISSING

    return resolve


def _param(name: str, segments: list[str]) -> Value:
    return lambda frame: _walk(frame.params.get(name, MISSING), segments)


def _walk(value: Any, segments: list[str]) -> Any:
    for segment in segments:
        value = member(value, segment)
    return value


def check_call(name: str, args: list[Any], options: dict[str, Any]) -> None:
    """Raises ValueError for a call that its helper cannot take. The compiler reports these with their places."""
    helper = HELPERS.get(name)
    if helper is None:
        raise ValueError(f"there is no helper `{name}`")
    if len(args) < helper.least or (len(args) > len(helper.takes) and not helper.repeats):
        raise ValueError(f"`{name}` does not take {len(args)} values")
    if not options.keys() <= helper.options.keys():
        raise ValueError(f"`{name}` does not take the options {', '.join(options)}")


def _call(name: str, args: list[Any], options: dict[str, Any]) -> Value:
    check_call(name, args, options)
    function = FUNCTIONS[name]
    values = [compile_expr(arg) for arg in args]
    named = {key: compile_expr(expr) for key, expr in options.items()}

    def call(frame: Frame) -> Any:
        meter = frame.meter
        meter.step()
        result = function(*[value(frame) for value in values], **{key: value(frame) for key, value in named.items()})
        if isinstance(result, str):
            meter.made(len(result))
        return result

    return call


_KINDS: Mapping[str, Callable[..., Value]] = {"lit": _literal, "path": _path, "param": _param, "call": _call}
