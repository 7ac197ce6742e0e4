"""What the compiler has to say about a flow: plain values, made by any stage, sorted and deduplicated once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from .source import SourceFile, Span

Severity: TypeAlias = Literal["error", "warning", "info"]
Applicability: TypeAlias = Literal["safe", "unsafe", "display"]
"""`safe`: keeps the meaning. `unsafe`: a guess to look at. `display`: not to be applied by a program."""


class Label(Struct, frozen=True):
    """A second place that explains the first, such as where a name was declared."""

    span: Span
    text: str


class Edit(Struct, frozen=True):
    """Replaces the text of a span."""

    span: Span
    replacement: str


class Fix(Struct, frozen=True):
    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability


class Diagnostic(Struct, frozen=True):
    """One finding. `rule` is the kebab-case name of the rule's file, documentation page and golden test."""

    rule: str
    severity: Severity
    message: str
    span: Span
    help: str | None = None
    related: tuple[Label, ...] = ()
    path: tuple[str, ...] = ()
    """Node ids, in order, when a path through the flow is the evidence."""
    fixes: tuple[Fix, ...] = ()
    pointer: str | None = None
    """RFC 6901 pointer to the innermost value of the flow file around the span."""
    node: str | None = None
    """Id of the node that the span is in."""
    ordinal: int = 0
    """How many findings that say the same of the same words stand before it in the file."""
    cause: str = ""
    """The same for findings of one rule that have one cause, of which only the first is shown. Empty: its own."""
    others: tuple[str, ...] = ()
    """Fingerprints of the findings with the same cause that it stands for."""

    def with_severity(self, severity: Severity) -> Diagnostic:
        return replace(self, severity=severity)

    @property
    def fingerprint(self) -> str:
        """Stays the same when lines move: 16 hexadecimal digits over rule, file, pointer, the text it points at, the
        message, and which of several such findings it is.
        """
        parts = [self.rule, self.span.source.home, self.pointer or "", " ".join(self.span.text.split()), self.message]
        if self.ordinal:
            parts.append(str(self.ordinal))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def numbered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """With the ordinals of those that are alike."""
    diagnostics = list(diagnostics)
    places: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for found in diagnostics:
        places[found.fingerprint].add((found.span.start, found.span.end))
    orders = {mark: {place: number for number, place in enumerate(sorted(all_))} for mark, all_ in places.items()}
    return [
        replace(found, ordinal=orders[found.fingerprint][found.span.start, found.span.end])
        if len(orders[found.fingerprint]) > 1
        else found
        for found in diagnostics
    ]


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file, place and rule; a finding that two stages made is kept once."""
    unique = {
        (found.rule, found.span.file, found.span.start, found.span.end, found.message): found for found in diagnostics
    }
    return tuple(
        sorted(unique.values(), key=lambda found: (found.span.file, found.span.start, found.span.end, found.rule))
    )


def renamed(diagnostics: Iterable[Diagnostic], paths: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """The same findings, with the files under other paths. Files that `paths` does not name keep theirs."""
    moved: dict[SourceFile, SourceFile] = {}

    def move(span: Span) -> Span:
        source = span.source
        if source not in moved:
            moved[source] = SourceFile(source.home, source.text, shown_as=paths.get(source.path, source.path))
        return replace(span, source=moved[source])

    return tuple(
        replace(
            found,
            span=move(found.span),
            related=tuple(replace(label, span=move(label.span)) for label in found.related),
            fixes=tuple(
                replace(fix, edits=tuple(replace(edit, span=move(edit.span)) for edit in fix.edits))
                for fix in found.fixes
            ),
        )
        for found in diagnostics
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(found.severity == "error" for found in diagnostics)
