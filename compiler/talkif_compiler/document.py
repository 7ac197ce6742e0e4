"""A YAML document as values that know where they are written.

An alias is the same object as its anchor, so a document is a graph without cycles and never larger than its text.
Nothing changes a value once it is made; declaring that (`frozen`) would make each three times as slow to make.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from .source import Span

Plain: TypeAlias = str | int | float | bool | None
Style: TypeAlias = Literal["plain", "single", "double", "literal", "folded"]


@dataclass(slots=True, eq=False)
class Scalar:
    span: Span
    text: str
    """Content with quotes, escapes and folding undone."""
    value: Plain
    """What YAML 1.2 makes of it."""
    style: Style


@dataclass(slots=True, eq=False)
class Sequence:
    span: Span
    items: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Entry:
    key: Scalar
    value: Value


@dataclass(slots=True, eq=False)
class Mapping:
    span: Span
    entries: dict[str, Entry]


Value: TypeAlias = Scalar | Sequence | Mapping


def kind(value: Value) -> str:
    """What a value is, in the words of a message."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, Sequence):
        return "a list"
    if value.value is None:
        return "nothing"
    if isinstance(value.value, bool):
        return f"the boolean `{value.text}`"
    if isinstance(value.value, int | float):
        return f"the number `{value.text}`"
    return "text"


def plain_data(value: Value) -> object:
    """The value as plain Python, which is what a JSON reader of the same document would see."""
    if isinstance(value, Mapping):
        return {key: plain_data(entry.value) for key, entry in value.entries.items()}
    if isinstance(value, Sequence):
        return [plain_data(item) for item in value.items]
    return value.value


def locate(root: Value, span: Span) -> tuple[str, ...]:
    """Keys and indices that lead to the innermost value whose entry contains the span."""
    path: list[str] = []
    value = root
    while True:
        for step, extent, child in _children(value):
            if extent.contains(span):
                path.append(step)
                value = child
                break
        else:
            return tuple(path)


def _children(value: Value) -> Iterator[tuple[str, Span, Value]]:
    if isinstance(value, Mapping):
        for key, entry in value.entries.items():
            start, end = entry.key.span.start, max(entry.key.span.end, entry.value.span.end)
            yield key, Span(entry.key.span.source, start, end), entry.value
    elif isinstance(value, Sequence):
        for index, item in enumerate(value.items):
            yield str(index), item.span, item


def json_pointer(path: tuple[str, ...]) -> str:
    """RFC 6901."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)
