"""The lines of a file that a finding is about, with marks under the places. Columns are those of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from ..source import SourceFile, Span

_TAB = "    "
_MAX_CELLS = 140
"""Longer lines are cut around the place."""
_LEAD_CELLS = 40


@dataclass(frozen=True, slots=True)
class Mark:
    span: Span
    text: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Line:
    """`number` None: a line of marks, or of nothing."""

    number: int | None
    text: str
    mark: Mark | None = None


def excerpt(source: SourceFile, marks: Iterable[Mark]) -> Iterator[Line]:
    """Marked lines in the order of the file, the line above the primary place, and a gap where lines are left out."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        number = mark.span.start_position.line
        by_line.setdefault(number, []).append(mark)
        if mark.is_primary and number > 1 and source.line(number - 1).strip():
            by_line.setdefault(number - 1, [])
    previous: int | None = None
    for number in sorted(by_line):
        if previous is not None and number > previous + 1:
            yield Line(None, "...")
        yield from _marked(source, number, by_line[number])
        previous = number


def _marked(source: SourceFile, number: int, marks: list[Mark]) -> Iterator[Line]:
    line = source.line(number)
    first = min((mark.span.start_position.column - 1 for mark in marks), default=0)
    cut = _cut(line, first)
    shown = _clip(line[cut:])
    lead = "..." if cut else ""
    yield Line(number, lead + shown)
    for mark in sorted(marks, key=lambda mark: (not mark.is_primary, mark.span.start)):
        start = mark.span.start_position.column - 1
        end = mark.span.end_position
        stop = end.column - 1 if end.line == number else len(line)
        indent = cell_len(lead + _expand(line[cut:start]))
        width = min(cell_len(_expand(line[start:stop])), max(1, cell_len(lead + shown) - indent))
        sign = "^" if mark.is_primary else "-"
        yield Line(None, " " * indent + sign * max(1, width) + (f" {mark.text}" if mark.text else ""), mark)


def _expand(text: str) -> str:
    return text.replace("\t", _TAB)


def _cut(line: str, first: int) -> int:
    """How much of a long line to leave out on its left."""
    if cell_len(_expand(line)) <= _MAX_CELLS:
        return 0
    cut = first
    while cut > 0 and cell_len(_expand(line[cut - 1 : first])) <= _LEAD_CELLS:
        cut -= 1
    return cut


def _clip(text: str) -> str:
    text = _expand(text)
    if cell_len(text) <= _MAX_CELLS:
        return text
    while cell_len(text) > _MAX_CELLS:
        text = text[: max(1, len(text) - max(1, (cell_len(text) - _MAX_CELLS) // 2))]
    return text + "..."
