"""Text to document: YAML 1.2 with exact places, built from libyaml's events within bounds.

Building from events rather than from a composed tree lets every limit stop the work early, and needs no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn

import yaml

from .diagnostics import Diagnostic, Label
from .document import Entry, Mapping, Scalar, Sequence, Style, Value
from .limits import MAX_DEPTH, MAX_FILE_BYTES, MAX_FINDINGS_PER_RULE, MAX_VALUES
from .scalars import resolve
from .source import SourceFile, Span

_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_COLLECTION_TAGS = frozenset({"!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"})
_UNREADABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Stop(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(slots=True)
class _Frame:
    """A collection whose end has not been reached."""

    kind: Literal["mapping", "sequence"]
    anchor: str | None
    start: int
    end: int
    items: list[Value] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    values: int = 1
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Value
    values: int
    """Count of values when written out."""
    height: int


def parse(source: SourceFile) -> tuple[Value | None, list[Diagnostic]]:
    """The document, or None when the file is no YAML or runs into a limit; then there is an error to say so."""
    builder = _Builder(source)
    try:
        return builder.build(), builder.found
    except _Stop as stop:
        return None, [*builder.found, stop.diagnostic]


def _extent(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    assert start is not None, "libyaml marks every event"
    assert end is not None, "libyaml marks every event"
    return start.index, end.index


class _Builder:
    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.frames: list[_Frame] = []
        self.anchors: dict[str, _Anchored] = {}
        self.root: Value | None = None
        self.aliases = 0

    def build(self) -> Value:
        self._check_text()
        take: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.MappingStartEvent: self._open_mapping,
            yaml.SequenceStartEvent: self._open_sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._add_alias,
            yaml.DocumentStartEvent: self._begin_document,
        }
        try:
            for event in yaml.parse(self.source.text, Loader=yaml.CSafeLoader):
                act = take.get(type(event))
                if act is not None:
                    act(event)
        except yaml.MarkedYAMLError as error:
            self._stop_at_error(error)
        if self.root is None:
            self._stop("yaml-syntax", "the file is empty", 0, 0)
        return self.root

    def _check_text(self) -> None:
        text = self.source.text
        # A code point has at most four bytes, so most files need no encoding to be measured.
        if len(text) * 4 > MAX_FILE_BYTES:
            size = len(text.encode("utf-8", "surrogatepass"))
            if size > MAX_FILE_BYTES:
                message = f"the file has {size:,} bytes; the limit is {MAX_FILE_BYTES:,}"
                self._stop("file-too-large", message, 0, 0)
        if bad := _UNREADABLE.search(text):
            message = f"the character U+{ord(bad.group()):04X} is not allowed in YAML"
            self._stop("yaml-syntax", message, bad.start(), bad.end())

    def _stop_at_error(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        start = min(mark.index if mark else 0, len(self.source.text))
        message = error.problem or "this is not YAML"
        if error.context and not error.context.startswith("while scanning for the next token"):
            message = f"{message} {error.context}"
        self._stop("yaml-syntax", message, start, min(start + 1, len(self.source.text)), self._opened(error, start))

    def _opened(self, error: yaml.MarkedYAMLError, problem: int) -> tuple[Label, ...]:
        mark = error.context_mark
        if mark is None or mark.index == problem or mark.index >= len(self.source.text):
            return ()
        return (Label(Span(self.source, mark.index, mark.index + 1), "this was begun here"),)

    def _begin_document(self, event: yaml.DocumentStartEvent) -> None:
        if self.root is not None:
            start, end = _extent(event)
            self._stop("yaml-syntax", "a file holds one YAML document; this begins another one", start, end)

    def _open_mapping(self, event: yaml.MappingStartEvent) -> None:
        self._open("mapping", event)

    def _open_sequence(self, event: yaml.SequenceStartEvent) -> None:
        self._open("sequence", event)

    def _add_scalar(self, event: yaml.ScalarEvent) -> None:
        style = _STYLES[event.style]
        start, end = _extent(event)
        if style in ("literal", "folded"):
            end = start + len(self.source.text[start:end].rstrip())
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            self._refuse_tag(event.tag, start, end)
        text = event.value
        is_plain = style == "plain" and event.tag is None
        scalar = Scalar(Span(self.source, start, end), text, resolve(text) if is_plain else text, style)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(scalar, 1, 0)
        self._add(scalar, 1, 0)

    def _open(self, kind: Literal["mapping", "sequence"], event: yaml.CollectionStartEvent) -> None:
        start, end = _extent(event)
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self._refuse_tag(event.tag, start, end)
        if len(self.frames) >= MAX_DEPTH:
            self._stop("file-too-large", f"values are nested more than {MAX_DEPTH} deep", start, end)
        self.frames.append(_Frame(kind, event.anchor, start, end))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.frames.pop()
        # The end of a block collection is marked at the next token, which may be many comment lines away.
        start, end = _extent(event)
        span = Span(self.source, frame.start, end if end > start else frame.end)
        value: Value = Mapping(span, frame.entries) if frame.kind == "mapping" else Sequence(span, tuple(frame.items))
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(value, frame.values, frame.height)
        self._add(value, frame.values, frame.height)

    def _add_alias(self, event: yaml.AliasEvent) -> None:
        start, end = _extent(event)
        self.aliases += 1
        if any(frame.anchor == event.anchor for frame in self.frames):
            self._stop("alias-bomb", f"`*{event.anchor}` is inside the value that it stands for", start, end)
        known = self.anchors.get(event.anchor or "")
        if known is None:
            self._stop("yaml-syntax", f"there is no anchor `&{event.anchor}` before this alias", start, end)
        if len(self.frames) + known.height > MAX_DEPTH:
            self._stop("alias-bomb", f"with its aliases, the value is nested more than {MAX_DEPTH} deep", start, end)
        self._add(known.value, known.values, known.height, (start, end))

    def _add(self, value: Value, values: int, height: int, alias_at: tuple[int, int] | None = None) -> None:
        if not self.frames:
            self.root = value
            return
        frame = self.frames[-1]
        frame.values += values
        end = alias_at[1] if alias_at else value.span.end
        if frame.height <= height:
            frame.height = height + 1
        if frame.end < end:
            frame.end = end
        if frame.values > MAX_VALUES:
            rule = "alias-bomb" if self.aliases else "file-too-large"
            start = alias_at[0] if alias_at else value.span.start
            self._stop(
                rule, f"the document has more than {MAX_VALUES:,} values with its aliases written out", start, end
            )
        if frame.kind == "sequence":
            frame.items.append(value)
        elif frame.key is None:
            frame.key = self._key(value)
        else:
            self._add_entry(frame, frame.key, value)
            frame.key = None

    def _key(self, value: Value) -> Scalar:
        if not isinstance(value, Scalar):
            self._stop("yaml-syntax", "a key must be text", value.span.start, value.span.end)
        return value

    def _add_entry(self, frame: _Frame, key: Scalar, value: Value) -> None:
        first = frame.entries.get(key.text)
        if first is None:
            frame.entries[key.text] = Entry(key, value)
            return
        if len(self.found) >= MAX_FINDINGS_PER_RULE:
            return
        self.found.append(
            Diagnostic(
                rule="duplicate-key",
                severity="error",
                message=f"the key `{key.text}` is written twice in one mapping",
                span=key.span,
                related=(Label(first.key.span, "first written here"),),
                help="Remove one of them, or rename it.",
            )
        )

    def _refuse_tag(self, tag: str, start: int, end: int) -> NoReturn:
        self._stop("yaml-syntax", f"the YAML tag `{tag}` is not supported", start, end)

    def _stop(self, rule: str, message: str, start: int, end: int, related: tuple[Label, ...] = ()) -> NoReturn:
        raise _Stop(Diagnostic(rule, "error", message, Span(self.source, start, end), related=related))
