"""Where the YAML parser stopped, and what was probably meant there."""

from __future__ import annotations

import json
import re

from msgspec import Struct

from ..diagnostics import Edit, Fix
from ..source import SourceFile, Span
from .document import Value

#: From the first of some blanks on, so that long runs of them are gone through once.
_COMMENT = re.compile(r"(?<!\s)\s+#.*")


class Stop(Struct, frozen=True):
    """Where libyaml gave up."""

    source: SourceFile
    at: int
    problem: str
    """In its words."""
    begun: int | None
    """Where that began which it could not finish."""
    last: Value | None
    """What it read before, in the same collection."""
    bracket: int | None
    """The innermost `{` or `[` that is open."""

    @property
    def line(self) -> int:
        return self.source.position(self.at).line

    def is_behind(self, value: Value) -> bool:
        """Whether nothing stands between the value and here, on the line where the value ends."""
        between = self.source.text[value.span.end : self.at]
        return value.span.end <= self.at and "\n" not in between and not between.strip()

    @property
    def column(self) -> int:
        """From 0."""
        return self.source.position(self.at).column - 1


class Slip(Struct, frozen=True):
    """A mistake that people make, found where the parser stopped or before."""

    message: str
    span: Span
    help: str
    fixes: tuple[Fix, ...] = ()


def rest_of_line(source: SourceFile, start: int) -> Span:
    """From there to the end of the line, without a comment."""
    place = source.position(start)
    rest = source.line(place.line)[place.column - 1 :]
    return Span(source, start, start + len(_COMMENT.sub("", rest).rstrip()))


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def written_above(source: SourceFile, number: int) -> int | None:
    """The next line above that is neither blank nor a comment."""
    for above in range(number - 1, 0, -1):
        if source.line(above).lstrip()[:1] not in ("", "#"):
            return above
    return None


def in_quotes(span: Span, text: str | None = None) -> tuple[Fix, ...]:
    """`text`: what is in the quotes, where it is not all of the span."""
    quoted = json.dumps(span.text if text is None else text, ensure_ascii=False)
    return (Fix("Put the text in quotes", (Edit(span, quoted),), "unsafe"),)
