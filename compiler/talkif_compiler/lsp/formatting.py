"""A file in its one form, as the smallest edit of whole lines."""

from __future__ import annotations

from ..diagnostics import Edit
from ..formatting import formatted
from ..source import SourceFile, Span


def format_edits(source: SourceFile) -> list[Edit]:
    """Nothing for a file with a syntax error. Raises MeaningChanged."""
    after, found = formatted(source)
    if found and after == source.text:
        return []
    old, new = source.text.splitlines(keepends=True), after.splitlines(keepends=True)
    if old == new:
        return []
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    start = sum(map(len, old[:head]))
    end = len(source.text) - sum(map(len, old[len(old) - tail :]))
    return [Edit(Span(source, start, end), "".join(new[head : len(new) - tail]))]


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines the two begin with in common."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
