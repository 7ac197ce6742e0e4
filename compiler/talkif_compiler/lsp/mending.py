"""Reading files that are being typed: lines that are no YAML are taken for blank, so that all places stay right."""

from __future__ import annotations

from collections.abc import Iterable

from ..diagnostics import Diagnostic
from ..source import SourceFile
from ..syntax.document import Value
from ..syntax.parse import parse

_ATTEMPTS = 12
_MANY_CHARACTERS = 400_000
_ATTEMPTS_ON_MANY = 2


def parse_mended(source: SourceFile) -> tuple[Value | None, tuple[int, ...]]:
    """The document, and the numbers of the lines that had to be left out. None when nothing is left."""
    blanked: list[int] = []
    attempts = _ATTEMPTS if len(source.text) < _MANY_CHARACTERS else _ATTEMPTS_ON_MANY
    current = source
    for _ in range(attempts):
        document, found = parse(current)
        if document is not None or not found:
            return document, tuple(blanked)
        line = _line_to_leave_out(current, found[-1], blanked)
        if line is None:
            return None, tuple(blanked)
        blanked.append(line)
        current = without_lines(current, [line])
    return None, tuple(blanked)


def without_lines(source: SourceFile, lines: Iterable[int]) -> SourceFile:
    """The same file with some lines blank, and each character where it was."""
    parts = source.text.split("\n")
    for line in lines:
        parts[line - 1] = " " * len(parts[line - 1])
    return SourceFile(source.home, "\n".join(parts))


def _line_to_leave_out(source: SourceFile, found: Diagnostic, blanked: list[int]) -> int | None:
    """What was begun and not ended is the mistake."""
    begun = found.related[0].span if found.related else found.span
    line = begun.start_position.line
    if line not in blanked and source.line(line).strip():
        return line
    return next((number for number in range(line - 1, 0, -1) if source.line(number).strip()), None)
