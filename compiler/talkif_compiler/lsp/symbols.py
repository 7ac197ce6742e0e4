"""The parts of a file, for outlines and breadcrumbs: sections, and what they declare."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from ..source import Span
from ..syntax.document import Entry, Mapping, Scalar, Sequence
from .moment import View
from .outline import text_at

PartKind: TypeAlias = Literal["section", "node", "variable", "tool", "test", "entry"]

_KINDS: dict[str, PartKind] = {
    "nodes": "node",
    "inputs": "variable",
    "variables": "variable",
    "tools": "tool",
    "environments": "entry",
    "schedules": "entry",
    "contact_fields": "variable",
}


class Part(Struct, frozen=True):
    name: str
    detail: str
    kind: PartKind
    span: Span
    """All of it."""
    name_span: Span
    children: tuple[Part, ...] = ()


def parts_of(view: View) -> list[Part]:
    if not isinstance(view.document, Mapping):
        return []
    return [_section(key, entry) for key, entry in view.document.entries.items()]


def _section(key: str, entry: Entry) -> Part:
    children: tuple[Part, ...] = ()
    if key in _KINDS and isinstance(entry.value, Mapping):
        children = tuple(_member(name, member, _KINDS[key]) for name, member in entry.value.entries.items())
    elif key == "tests" and isinstance(entry.value, Sequence):
        children = tuple(_test(item) for item in entry.value.items if isinstance(item, Mapping))
    detail = entry.value.text if isinstance(entry.value, Scalar) and "\n" not in entry.value.text else ""
    return Part(key, detail, "section", _whole(entry), entry.key.span, children)


def _member(name: str, entry: Entry, kind: PartKind) -> Part:
    return Part(name, text_at(entry.value, "type"), kind, _whole(entry), entry.key.span)


def _test(item: Mapping) -> Part:
    name = item.entries.get("name")
    place = name.value.span if name is not None else Span(item.span.source, item.span.start, item.span.start)
    return Part(text_at(item, "name") or "(no name)", "", "test", item.span, place)


def _whole(entry: Entry) -> Span:
    """An alias is written elsewhere."""
    end = max(entry.key.span.end, entry.value.span.end if entry.value.span.start >= entry.key.span.end else 0)
    return Span(entry.key.span.source, entry.key.span.start, end)
