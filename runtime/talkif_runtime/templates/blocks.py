"""The built-in blocks: conditions, loops, contexts, and sections that are named by a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .frame import Block, Data, Frame, Value
from .values import MISSING, is_empty, is_zero


def condition(subject: Value, include_zero: Value | None, body: Block, inverse: Block) -> Block:
    def choose(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        holds = not is_empty(value) or (
            include_zero is not None and is_zero(value) and not is_empty(include_zero(frame))
        )
        (body if holds else inverse)(frame, out)

    return choose


def context(subject: Value, params: list[str], body: Block, inverse: Block) -> Block:
    def enter(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        if is_empty(value) and not is_zero(value):
            inverse(frame, out)
        else:
            body(frame.enter(value, _bound(params, value)), out)

    return enter


def loop(subject: Value, params: list[str], body: Block, inverse: Block) -> Block:
    def each(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        if isinstance(value, list):
            _rounds(frame, out, list(enumerate(value)), params, body, inverse)
        else:
            _rounds(frame, out, list(value.items()) if isinstance(value, dict) else [], params, body, inverse)

    return each


def section(subject: Value, params: list[str], body: Block, inverse: Block) -> Block:
    """A list is a loop, true and what is not there are a condition, any other value is the new context.

    Block parameters belong to the loop; with any other value they mean nothing.
    """
    nothing = dict.fromkeys(params, MISSING)

    def choose(frame: Frame, out: list[str]) -> None:
        value = subject(frame)
        if isinstance(value, list):
            _rounds(frame, out, list(enumerate(value)), params, body, inverse)
        elif value is True:
            body(frame, out)
        elif value is MISSING or value is None or value is False:
            inverse(frame, out)
        else:
            body(frame.enter(value, nothing), out)

    return choose


def _rounds(
    frame: Frame, out: list[str], members: list[tuple[Any, Any]], params: list[str], body: Block, inverse: Block
) -> None:
    if not members:
        inverse(frame, out)
        return
    last = len(members) - 1
    for index, (key, item) in enumerate(members):
        frame.meter.step()
        names = {**frame.data.names, "key": key, "index": index, "first": index == 0, "last": index == last}
        body(frame.enter(item, _bound(params, item, key), Data(names, frame.data)), out)


def _bound(params: list[str], *values: Any) -> Mapping[str, Any]:
    return dict(zip(params, values, strict=False))
