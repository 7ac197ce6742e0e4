"""Partials: templates called by name, with a context, options, indentation and a block of content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talkif_schemas.template_ast import PARTIAL_BLOCK

from .frame import Block, Closure, Data, Frame, Value
from .limits import PartialMissing, RenderError
from .values import text_of


def call_partial(
    name: Value,
    context: Value | None,
    options: Mapping[str, Value],
    content: Block | None,
    define: Callable[[Frame], Frame],
    indent: str,
) -> Block:
    """`content`: what the block around the call holds; it is the fallback when there is no partial of that name.

    `define` adds the inline partials of that block, which the called partial sees as well.
    """

    def call(frame: Frame, out: list[str]) -> None:
        meter = frame.meter
        meter.step()
        meter.enter()
        frame = define(frame)
        base = context(frame) if context is not None else frame.context
        if options:
            meter.copied(len(options) + (len(base) if isinstance(base, dict) else 0))
            base = {**(base if isinstance(base, dict) else {}), **{key: value(frame) for key, value in options.items()}}
        body, inner = _target(text_of(name(frame)), frame, base, content)
        if indent:
            lines: list[str] = []
            body(inner, lines)
            text = "".join(lines)
            meter.write(len(indent) * (text.count("\n") + 1))
            out.append(_indented(text, indent))
        else:
            body(inner, out)
        meter.leave()

    return call


def _target(name: str, frame: Frame, context: Any, content: Block | None) -> tuple[Block, Frame]:
    """What to render, and the frame to render it in."""
    if name == PARTIAL_BLOCK:
        if frame.content is None:
            raise RenderError("@partial-block outside of a partial")
        return frame.content.body, _inside(frame.content, frame, context)
    found = frame.partials.get(name)
    if found is None:
        if content is None:
            raise PartialMissing(f"there is no partial {name!r}")
        return content, frame.enter(context)
    inner_content, data = frame.content, frame.data
    if content is not None:
        # As in handlebars.js, a call with content opens a level of @names.
        inner_content, data = Closure(content, frame), Data(data.names, data)
    if isinstance(found, Closure):
        # Its own context takes the place of the one that it is written in.
        place = found.written_in
        return found.body, place.replace(context).called(data, place.params, frame.partials, inner_content)
    return found, frame.alone(context).called(data, {}, frame.partials, inner_content)


def _inside(content: Closure, frame: Frame, context: Any) -> Frame:
    """Where the content of the block around a call is rendered: names hold as where it is written."""
    place = content.written_in
    return place.enter(context).called(frame.data, place.params, place.partials, place.content)


def content_text(frame: Frame) -> str:
    """`@partial-block` as a value: what it renders to, so that `if` can tell whether it is empty."""
    if frame.content is None:
        return ""
    out: list[str] = []
    frame.meter.enter()
    frame.content.body(_inside(frame.content, frame, frame.context), out)
    frame.meter.leave()
    return "".join(out)


def _indented(text: str, indent: str) -> str:
    lines = text.split("\n")
    return "\n".join(indent + line if line or number < len(lines) - 1 else line for number, line in enumerate(lines))
