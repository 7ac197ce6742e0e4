"""Findings as JSON and back, for those that are kept between two runs. Texts of files are not part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from .diagnostics import Applicability, Diagnostic, Edit, Fix, Label, Severity
from .source import SourceFile, Span

T = TypeVar("T")

_SEVERITIES = get_args(Severity)
_APPLICABILITIES = get_args(Applicability)


class Malformed(ValueError):
    """This is no finding, or not one about these files."""


def to_json(found: Diagnostic) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity,
        "message": found.message,
        "span": _place(found.span),
        "help": found.help,
        "related": [[_place(label.span), label.text] for label in found.related],
        "path": list(found.path),
        "fixes": [
            [fix.title, [[_place(edit.span), edit.replacement] for edit in fix.edits], fix.applicability]
            for fix in found.fixes
        ],
        "pointer": found.pointer,
        "node": found.node,
        "ordinal": found.ordinal,
        "cause": found.cause,
        "others": list(found.others),
    }


def from_json(data: object, sources: Mapping[str, SourceFile]) -> Diagnostic:
    """`sources`: the files that the finding may be about. Raises Malformed."""
    if not isinstance(data, dict):
        raise Malformed
    reader = _Reader(sources)
    return Diagnostic(
        rule=reader.text(data.get("rule")),
        severity=reader.word(data.get("severity"), _SEVERITIES),
        message=reader.text(data.get("message")),
        span=reader.span(data.get("span")),
        help=reader.maybe(data.get("help")),
        related=reader.all(data.get("related"), reader.label),
        path=reader.all(data.get("path"), reader.text),
        fixes=reader.all(data.get("fixes"), reader.fix),
        pointer=reader.maybe(data.get("pointer")),
        node=reader.maybe(data.get("node")),
        ordinal=reader.number(data.get("ordinal")),
        cause=reader.text(data.get("cause")),
        others=reader.all(data.get("others"), reader.text),
    )


def _place(span: Span) -> list[Any]:
    return [span.file, span.start, span.end]


class _Reader:
    def __init__(self, sources: Mapping[str, SourceFile]) -> None:
        self._sources = sources

    def text(self, value: object) -> str:
        if not isinstance(value, str):
            raise Malformed
        return value

    def number(self, value: object) -> int:
        if type(value) is not int or value < 0:
            raise Malformed
        return value

    def maybe(self, value: object) -> str | None:
        return self.text(value) if value is not None else None

    def word(self, value: object, words: tuple[Any, ...]) -> Any:
        if value not in words:
            raise Malformed
        return value

    def all(self, value: object, read: Callable[[object], T]) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise Malformed
        return tuple(read(item) for item in value)

    def span(self, value: object) -> Span:
        path, start, end = self._parts(value, 3)
        source = self._sources.get(self.text(path))
        is_inside = type(start) is int and type(end) is int and source is not None and 0 <= start <= end
        if source is None or not is_inside or end > len(source.text):
            raise Malformed
        return Span(source, start, end)

    def label(self, value: object) -> Label:
        span, text = self._parts(value, 2)
        return Label(self.span(span), self.text(text))

    def edit(self, value: object) -> Edit:
        span, replacement = self._parts(value, 2)
        return Edit(self.span(span), self.text(replacement))

    def fix(self, value: object) -> Fix:
        title, edits, applicability = self._parts(value, 3)
        return Fix(self.text(title), self.all(edits, self.edit), self.word(applicability, _APPLICABILITIES))

    def _parts(self, value: object, count: int) -> list[Any]:
        if not isinstance(value, list) or len(value) != count:
            raise Malformed
        return value
