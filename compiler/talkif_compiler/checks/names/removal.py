"""Taking an entry out of a mapping, with its lines."""

from __future__ import annotations

import re

from ...diagnostics import Edit
from ...source import SourceFile, Span
from ...syntax.document import Entry, Mapping

_BLANK = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|$)")


def without_entry(root: Mapping, section: str, key: str) -> Edit:
    """One of several entries of a section."""
    inner = root.entries[section].value
    assert isinstance(inner, Mapping), "it was read as one"
    return without(inner, key)


def without(mapping: Mapping, key: str) -> Edit:
    entry = mapping.entries[key]
    source = entry.key.span.source
    begin, end = entry.key.span.start, max(entry.key.span.end, entry.value.span.end)
    line_start = source.line_start(source.position(begin).line)
    rest = _BLANK.match(source.text, end)
    if not source.text[line_start:begin].strip() and rest is not None:
        return Edit(Span(source, line_start, rest.end()), "")
    return Edit(_between_commas(mapping, entry, source, begin, end), "")


def _between_commas(mapping: Mapping, entry: Entry, source: SourceFile, begin: int, end: int) -> Span:
    """In `{a: 1, b: 2}`: with the comma after it, or before it for the last one."""
    entries = list(mapping.entries.values())
    index = next(place for place, other in enumerate(entries) if other is entry)
    if index + 1 < len(entries):
        return Span(source, begin, entries[index + 1].key.span.start)
    before = entries[index - 1]
    return Span(source, max(before.key.span.end, before.value.span.end) if index else begin, end)
