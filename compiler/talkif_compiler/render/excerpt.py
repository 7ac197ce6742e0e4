"""The lines of a file that a finding is about, with marks under the places. Columns are those of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from rich.cells import cell_len

from ..source import SourceFile, Span
from .visible import visible

_TAB = "    "
_MAX_CELLS = 140
"""Longer lines are cut around the place."""
_LEAD_CELLS = 40
_MAX_CHARACTERS = 600
"""Looked at on a line that is cut: marks that combine take no room, and a line may hold any number of them."""
_CUT = "..."


class Mark(Struct, frozen=True):
    span: Span
    text: str
    is_primary: bool


class Line(Struct, frozen=True):
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


class _Window(Struct, frozen=True):
    """The part of a line that is shown."""

    line: str
    start: int
    stop: int

    @property
    def lead(self) -> str:
        return _CUT if self.start else ""

    @property
    def text(self) -> str:
        tail = _CUT if self.stop < len(self.line) else ""
        return self.lead + _shown(self.line[self.start : self.stop]) + tail

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """Cells before the marks of a stretch, and of the marks. What is cut away is marked where it was cut."""
        if stop <= self.start and self.start:
            return 0, len(_CUT)
        before = cell_len(self.lead + _shown(self.line[self.start : max(start, self.start)]))
        if start >= self.stop and self.stop < len(self.line):
            return cell_len(self.text) - len(_CUT), len(_CUT)
        width = cell_len(_shown(self.line[max(start, self.start) : min(stop, self.stop)]))
        return before, max(1, width)


def _marked(source: SourceFile, number: int, marks: list[Mark]) -> Iterator[Line]:
    line = source.line(number)
    ordered = sorted(marks, key=lambda mark: (not mark.is_primary, mark.span.start))
    window = _window(line, ordered[0].span.start_position.column - 1 if ordered else 0)
    yield Line(number, window.text)
    for mark in ordered:
        start, end = mark.span.start_position, mark.span.end_position
        stop = end.column - 1 if end.line == number else len(line)
        before, width = window.place(start.column - 1, stop)
        last = _last_line(mark.span)
        notes = [mark.text, f"to line {last}" if last > number else ""]
        sign = "^" if mark.is_primary else "-"
        text = " ".join([" " * before + sign * width, *(note for note in notes if note)])
        yield Line(None, text, mark)


def _last_line(span: Span) -> int:
    """Of the text of a span; the line end after it does not count."""
    stripped = span.text.rstrip()
    return span.source.position(span.start + len(stripped)).line


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def _window(line: str, place: int) -> _Window:
    if len(line) <= _MAX_CHARACTERS and cell_len(_shown(line)) <= _MAX_CELLS:
        return _Window(line, 0, len(line))
    start = place
    room = _LEAD_CELLS
    while start > max(0, place - _MAX_CHARACTERS) and (room := room - cell_len(_shown(line[start - 1]))) >= 0:
        start -= 1
    stop = start
    room = _MAX_CELLS
    while stop < min(len(line), place + _MAX_CHARACTERS) and (room := room - cell_len(_shown(line[stop]))) >= 0:
        stop += 1
    return _Window(line, start, stop)
