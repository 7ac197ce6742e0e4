"""Fixes that add a key to a mapping."""

from __future__ import annotations

from ...diagnostics import Edit
from ...source import Span
from ...syntax.document import Mapping


def added(mapping: Mapping, after: str, line: str) -> Edit:
    """Writes `line`, such as `interruptible: false`, behind a key whose value is a scalar on its line."""
    entry = mapping.entries[after]
    source, end = entry.value.span.source, entry.value.span.end
    place = Span(source, end, end)
    if source.text[mapping.span.start] == "{":
        return Edit(place, f", {line}")
    return Edit(place, "\n" + " " * (entry.key.span.start_position.column - 1) + line)
