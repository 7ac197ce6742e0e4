"""Diagnostics for people: in full with the source, or one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from ..diagnostics import Diagnostic, Severity
from ..source import SourceFile
from .excerpt import Mark, excerpt

_COLORS: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "blue"}


def full(found: Diagnostic, *, color: bool) -> str:
    """Several lines, the last without an end."""
    return "\n".join(_Full(found, color).lines())


def concise(found: Diagnostic) -> str:
    start = found.span.start_position
    return f"{found.span.file}:{start.line}:{start.column}: {found.severity}[{found.rule}] {found.message}"


def summary(diagnostics: Sequence[Diagnostic], flow_count: int) -> str:
    flows = _count(flow_count, "flow")
    if not diagnostics:
        return f"{flows} checked, nothing found"
    severities = [found.severity for found in diagnostics]
    parts = [
        _count(severities.count(severity), severity)
        for severity in ("error", "warning", "info")
        if severity in severities
    ]
    fixable = sum(bool(found.fixes) for found in diagnostics)
    note = f", {fixable} with a suggested fix" if fixable else ""
    return f"{flows} checked, {' and '.join(parts)} found{note}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"


class _Full:
    def __init__(self, found: Diagnostic, color: bool) -> None:
        self._found = found
        self._color = color
        lines = [label.span.start_position.line for label in found.related] + [found.span.start_position.line]
        self._gutter = len(str(max(lines)))

    def lines(self) -> Iterator[str]:
        found = self._found
        color = _COLORS[found.severity]
        yield self._style(f"{found.severity}[{found.rule}]", color) + self._style(f": {found.message}", None)
        for index, (source, marks) in enumerate(self._by_file()):
            place = marks[0].span.start_position
            arrow = "-->" if index == 0 else ":::"
            yield f"{' ' * self._gutter}{self._style(arrow, 'blue')} {source.path}:{place.line}:{place.column}"
            if source.text:
                yield from self._excerpt(source, marks, color)
        yield from self._notes()

    def _by_file(self) -> Iterable[tuple[SourceFile, list[Mark]]]:
        groups = {self._found.span.source: [Mark(self._found.span, "", True)]}
        for label in self._found.related:
            groups.setdefault(label.span.source, []).append(Mark(label.span, label.text, False))
        return groups.items()

    def _excerpt(self, source: SourceFile, marks: list[Mark], color: str) -> Iterator[str]:
        yield self._margin(None)
        for line in excerpt(source, marks):
            text = line.text
            if line.mark is not None:
                text = self._style(text, color if line.mark.is_primary else "blue")
            yield f"{self._margin(line.number)} {text}".rstrip()

    def _margin(self, number: int | None) -> str:
        return self._style(f"{'' if number is None else number:>{self._gutter}} |", "blue")

    def _notes(self) -> Iterator[str]:
        found = self._found
        notes = [("path", " -> ".join(found.path))] if found.path else []
        notes += [("help", found.help)] if found.help else []
        notes += [(f"fix ({fix.applicability})", fix.title) for fix in found.fixes]
        for name, text in notes:
            yield f"{' ' * self._gutter} {self._style('=', 'blue')} {self._style(name, None)}: {text}"

    def _style(self, text: str, color: str | None) -> str:
        return click.style(text, fg=color, bold=True) if self._color else text
