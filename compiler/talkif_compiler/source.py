"""Text of the files that a compilation reads, and places in it.

Lines and columns are 1-based and count Unicode code points. Line ends are unified to LF when a file is taken in, so a
file has the same lines, columns and digest whatever the editor or the checkout did to it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

_LINE_END = re.compile(r"\r\n?")


class Position(NamedTuple):
    line: int
    column: int
    offset: int
    """Code points before it, 0-based, in the text with unified line ends."""


class SourceFile:
    """One file: its path inside the repository of flows, and its text."""

    def __init__(self, path: str, text: str, *, shown_as: str | None = None) -> None:
        self.home = path
        """Path inside the repository of flows."""
        self.path = path if shown_as is None else shown_as
        """How it is named to those who read findings, such as from their working folder."""
        self.text = _LINE_END.sub("\n", text.removeprefix("\ufeff"))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @property
    def line_count(self) -> int:
        return len(self._line_starts)

    def position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1, offset)

    def line_start(self, number: int) -> int:
        """Offset of the first character of a line."""
        return self._line_starts[number - 1]

    def line(self, number: int) -> str:
        """A line without its end."""
        start = self.line_start(number)
        end = self._line_starts[number] - 1 if number < self.line_count else len(self.text)
        return self.text[start:end]


class Span(Struct, frozen=True):
    """A stretch of a file, `start` to `end` exclusive, in code points."""

    source: SourceFile
    start: int
    end: int

    @property
    def file(self) -> str:
        return self.source.path

    @property
    def start_position(self) -> Position:
        return self.source.position(self.start)

    @property
    def end_position(self) -> Position:
        return self.source.position(self.end)

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        return self.source is other.source and self.start <= other.start and other.end <= self.end
