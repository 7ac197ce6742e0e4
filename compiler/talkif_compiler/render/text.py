"""Diagnostics for people: in full with the source, one line each, or under the nodes that they are in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from ..diagnostics import Diagnostic, Severity
from ..repository.recognition import FileKind
from ..source import SourceFile
from .excerpt import Mark, excerpt
from .visible import visible

_NOUNS: dict[FileKind, str] = {"flow": "flow", "test": "test file", "tools": "tool file"}
_COLORS: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "blue"}


def full(found: Diagnostic, *, color: bool) -> str:
    """Several lines, the last without an end."""
    return "\n".join(_Full(found, color).lines())


def concise(found: Diagnostic) -> str:
    start = found.span.start_position
    place = f"{visible(found.span.file)}:{start.line}:{start.column}"
    return f"{place}: {found.severity}[{found.rule}] {visible(found.message)}"


def grouped(diagnostics: Iterable[Diagnostic], *, color: bool) -> Iterator[str]:
    """Lines: a file, the nodes with findings in the order of the file, and under each its findings."""
    files: dict[str, dict[str | None, list[Diagnostic]]] = {}
    for found in diagnostics:
        files.setdefault(found.span.file, {}).setdefault(found.node, []).append(found)
    for file, nodes in files.items():
        yield _style(visible(file), None, color)
        places = {found: _place(found) for group in nodes.values() for found in group}
        place_width = max(map(len, places.values()))
        rule_width = max(len(found.rule) for found in places)
        for node, group in nodes.items():
            indent = "  "
            if node is not None:
                yield f"  node {_style(visible(node), None, color)}"
                indent = "    "
            for found in group:
                severity = _style(f"{found.severity:<7}", _COLORS[found.severity], color)
                note = " [fix]" if found.fixes else ""
                rule = f"{found.rule:<{rule_width}}"
                yield f"{indent}{places[found]:<{place_width}}  {severity}  {rule}  {visible(found.message)}{note}"
        yield ""


def summary(diagnostics: Sequence[Diagnostic], checked: Sequence[FileKind | None], seconds: float | None = None) -> str:
    """`checked`: of what kind the files are."""
    files = _files(checked)
    time = f" in {seconds:.2f} s" if seconds is not None else ""
    if not diagnostics:
        return f"{files} checked{time}, nothing found"
    severities = [found.severity for found in diagnostics]
    parts = [
        _count(severities.count(severity), severity)
        for severity in ("error", "warning", "info")
        if severity in severities
    ]
    fixable = sum(bool(found.fixes) for found in diagnostics)
    note = f", {fixable} with a suggested fix" if fixable else ""
    return f"{files} checked{time}, {' and '.join(parts)} found{note}"


def advice(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    """What to do next: which fixes a program can apply, and where the rules are explained."""
    fixes = [{fix.applicability for fix in found.fixes} for found in diagnostics]
    safe = sum("safe" in kinds for kinds in fixes)
    unsafe = sum("unsafe" in kinds and "safe" not in kinds for kinds in fixes)
    if safe:
        yield f"`--fix` repairs {safe} of them and keeps the meaning."
    if unsafe:
        yield f"`--fix --unsafe-fixes` repairs {unsafe}{' more' if safe else ' of them'} by a guess; read its `--diff`."
    rules = sorted({found.rule for found in diagnostics})
    if rules:
        names = rules[0] if len(rules) == 1 else "RULE"
        listed = f" (RULE is one of {', '.join(rules)})" if len(rules) > 1 else ""
        yield f"Why it matters on a call: talkif-flows explain {names}{listed}"


def _place(found: Diagnostic) -> str:
    start = found.span.start_position
    return f"{start.line}:{start.column}"


def _files(checked: Sequence[FileKind | None]) -> str:
    """The files that all others share count where there are no others."""
    parts = [_count(checked.count(kind), noun) for kind, noun in _NOUNS.items() if kind in checked]
    if not parts:
        return _count(len(checked), "file")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"


def _style(text: str, foreground: str | None, color: bool) -> str:
    return click.style(text, fg=foreground, bold=True) if color else text


class _Full:
    def __init__(self, found: Diagnostic, color: bool) -> None:
        self._found = found
        self._color = color
        lines = [label.span.start_position.line for label in found.related] + [found.span.start_position.line]
        self._gutter = len(str(max(lines)))

    def lines(self) -> Iterator[str]:
        found = self._found
        color = _COLORS[found.severity]
        yield self._style(f"{found.severity}[{found.rule}]", color) + self._style(f": {visible(found.message)}", None)
        for index, (source, marks) in enumerate(self._by_file()):
            place = marks[0].span.start_position
            arrow = "-->" if index == 0 else ":::"
            path = visible(source.path)
            yield f"{' ' * self._gutter}{self._style(arrow, 'blue')} {path}:{place.line}:{place.column}"
            if source.text:
                yield from self._excerpt(source, marks, color)
        yield from self._notes()

    def _by_file(self) -> Iterable[tuple[SourceFile, list[Mark]]]:
        groups = {self._found.span.source: [Mark(self._found.span, "", True)]}
        for label in self._found.related:
            groups.setdefault(label.span.source, []).append(Mark(label.span, visible(label.text), False))
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
            yield f"{' ' * self._gutter} {self._style('=', 'blue')} {self._style(name, None)}: {visible(text)}"

    def _style(self, text: str, color: str | None) -> str:
        return _style(text, color, self._color)
