"""A YAML document as values that know where they are written.

An alias is the same object as its anchor, so a document is a graph without cycles and never larger than its text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct, field

from ..source import Span

Plain: TypeAlias = str | int | float | bool | None
Style: TypeAlias = Literal["plain", "single", "double", "literal", "folded"]

_SHORT = 60
"""Characters of a text that fit into a message."""
_TAG = re.compile(r"(?:&\S+\s+)?!")


class Scalar(Struct, frozen=True, eq=False):
    span: Span
    text: str
    """Content with quotes, escapes and folding undone."""
    value: Plain
    """What YAML 1.2 makes of it."""
    style: Style

    @property
    def has_tag(self) -> bool:
        """Whether a tag says that it is text. A plain scalar begins neither with `!` nor with `&` itself."""
        return _TAG.match(self.span.source.text, self.span.start) is not None


class Sequence(Struct, frozen=True, eq=False):
    span: Span
    items: tuple[Value, ...]


class Entry(Struct, frozen=True, eq=False):
    key: Scalar
    value: Value


class Mapping(Struct, frozen=True, eq=False):
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


def shown(value: Value) -> str:
    """The value where it is a short text, else what it is."""
    if isinstance(value, Scalar) and isinstance(value.value, str) and 0 < len(value.text) <= _SHORT:
        return f"`{value.text}`" if "\n" not in value.text else "text"
    return kind(value)


def plain_data(value: Value) -> object:
    """The value as plain Python, which is what a JSON reader of the same document would see."""
    if isinstance(value, Mapping):
        return {key: plain_data(entry.value) for key, entry in value.entries.items()}
    if isinstance(value, Sequence):
        return [plain_data(item) for item in value.items]
    return value.value


def scalars(root: Value) -> Iterator[Scalar]:
    """Every key and value that is no collection, once however many aliases it has."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Mapping):
            yield from (entry.key for entry in value.entries.values())
            waiting += reversed([entry.value for entry in value.entries.values()])
        elif isinstance(value, Sequence):
            waiting += reversed(value.items)
        else:
            yield value


class Locator:
    """Finds the values of one document by their places."""

    def __init__(self, root: Value) -> None:
        self._root = root
        self._children: dict[int, _Children] = {}

    def path(self, span: Span) -> tuple[str, ...]:
        """Keys and indices that lead to the innermost value whose entry contains the span."""
        path: list[str] = []
        value = self._root
        if span.source is not value.span.source:
            return ()
        while True:
            children = self._children_of(value)
            index = bisect_right(children.starts, span.start) - 1
            if index < 0 or children.ends[index] < span.end:
                return tuple(path)
            path.append(children.steps[index])
            value = children.values[index]

    def _children_of(self, value: Value) -> _Children:
        if id(value) not in self._children:
            self._children[id(value)] = _children(value)
        return self._children[id(value)]


def locate(root: Value, span: Span) -> tuple[str, ...]:
    """`Locator.path`, for one span."""
    return Locator(root).path(span)


class _Children(Struct):
    """Of a collection, in the order of their places, which do not overlap."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add(self, step: str, start: int, end: int, value: Value) -> None:
        # An alias is the value of its anchor, which is written somewhere else.
        if not self.ends or start >= self.ends[-1]:
            self.starts.append(start)
            self.ends.append(end)
            self.steps.append(step)
            self.values.append(value)


def _children(value: Value) -> _Children:
    children = _Children()
    if isinstance(value, Mapping):
        for key, entry in value.entries.items():
            start = entry.key.span.start
            children.add(key, start, max(entry.key.span.end, entry.value.span.end), entry.value)
    elif isinstance(value, Sequence):
        for index, item in enumerate(value.items):
            if item.span.start >= value.span.start:
                children.add(str(index), item.span.start, item.span.end, item)
    return children


def json_pointer(path: tuple[str, ...]) -> str:
    """RFC 6901."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)
