"""Text to document: YAML 1.2 with exact places, built from libyaml's events within bounds.

Building from events rather than from a composed tree lets every limit stop the work early, and needs no recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

import yaml
from msgspec import Struct

from ..diagnostics import Diagnostic, Fix, Label
from ..limits import MAX_DEPTH, MAX_FILE_BYTES, MAX_FINDINGS_PER_RULE, MAX_VALUES
from ..source import SourceFile, Span
from .document import Entry, Mapping, Plain, Scalar, Sequence, Style, Value
from .missing_comma import missing_comma
from .scalars import resolve
from .slip import Slip, Stop, in_quotes
from .syntax_error import slip_behind
from .tabs import TAB_INDENTS, is_indent, spaces_for_tabs
from .unquoted_text import unquoted_tag

_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_BLOCK_STYLES = frozenset({"literal", "folded"})
_YAML_TAGS = "tag:yaml.org,2002:"
_TEXT_TAGS = frozenset({"!", f"{_YAML_TAGS}str"})
_COLLECTION_TAGS = frozenset({"!", f"{_YAML_TAGS}seq", f"{_YAML_TAGS}map"})
_MERGE = "YAML 1.2 has none. Write the keys out, or name the whole value with an alias: `retries: *retries`."
#: All but what YAML 1.2 calls printable (5.1). Written the other way round, it takes twenty times as long to compile.
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class _Stop(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Frame(Struct):
    """A collection whose end has not been reached."""

    is_mapping: bool
    in_brackets: bool
    anchor: str | None
    start: int
    end: int
    values: int
    """Count of values before it."""
    around: list[Value]
    """Values of the collection that it is in."""
    height: int = 1


class _Anchored(Struct, frozen=True):
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
        self.items: list[Value] = []
        """Of the innermost collection, or the document itself. In a mapping, keys and values take turns."""
        self.anchors: dict[str, _Anchored] = {}
        self.unused: dict[str, Value] = {}
        """Anchor to which no alias has led yet -> what has it."""
        self.end = 0
        """Where the last value ends."""
        self.values = 0
        self.aliases = 0

    def build(self) -> Value:
        self._check_text()
        take: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._add_alias,
            yaml.DocumentStartEvent: self._begin_document,
            yaml.DocumentEndEvent: self._pass_by,
            yaml.StreamStartEvent: self._pass_by,
            yaml.StreamEndEvent: self._pass_by,
        }
        try:
            next_event = yaml.CSafeLoader(self.source.text).get_event
            while (event := next_event()) is not None:
                take[type(event)](event)
                if self.values > MAX_VALUES:
                    self._stop_at_count(event)
        except yaml.MarkedYAMLError as error:
            self._stop_at_error(error)
        if not self.items:
            self._stop("yaml-syntax", "the file is empty", 0, 0)
        for name, value in self.unused.items():
            self._report_unused(name, value)
        return self.items[0]

    def _check_text(self) -> None:
        text = self.source.text
        # A code point has at most four bytes, so most files need no encoding to be measured.
        if len(text) * 4 > MAX_FILE_BYTES:
            size = len(text.encode("utf-8", "surrogatepass"))
            if size > MAX_FILE_BYTES:
                message = f"the file has {size:,} bytes; the limit is {MAX_FILE_BYTES:,}"
                self._stop("file-too-large", message, 0, 0)
        if bad := _UNREADABLE.search(text):
            code = ord(bad.group())
            message = f"the character U+{code:04X} is not allowed in YAML"
            if 0xDC80 <= code <= 0xDCFF:
                # So are bytes kept that are not UTF-8 (PEP 383).
                message = f"the file is not UTF-8: the byte 0x{code - 0xDC00:02X} is none of its characters"
            self._stop("yaml-syntax", message, bad.start(), bad.end())

    def _stop_at_error(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        start = min(mark.index if mark else 0, len(self.source.text))
        problem = error.problem or "this is not YAML"
        if error.context and not error.context.startswith("while scanning for the next token"):
            problem = f"{problem} {error.context}"
        if is_indent(self.source, start):
            tip = "Set your editor to indent with spaces."
            mended = spaces_for_tabs(self.source)
            self._stop("yaml-syntax", TAB_INDENTS, start, start + 1, advice=tip, fixes=mended)
        begun = error.context_mark.index if error.context_mark else None
        slip = slip_behind(self._place(start, problem, begun))
        if slip is not None:
            self._stop_at_slip(slip)
        advice: str | None = None
        fixes: tuple[Fix, ...] = ()
        if "did not find expected ','" in problem:
            problem = "a comma is missing here, or a closing bracket"
            advice, fixes = missing_comma(self.source, start)
        end = min(start + 1, len(self.source.text))
        self._stop("yaml-syntax", problem, start, end, self._opened(begun, start, problem), advice, fixes)

    def _place(self, start: int, problem: str, begun: int | None) -> Stop:
        bracket = self.frames[-1].start if self.frames and self.frames[-1].in_brackets else None
        return Stop(self.source, start, problem, begun, self.items[-1] if self.items else None, bracket)

    def _stop_at_slip(self, slip: Slip) -> NoReturn:
        self._stop("yaml-syntax", slip.message, slip.span.start, slip.span.end, advice=slip.help, fixes=slip.fixes)

    def _opened(self, begun: int | None, problem_at: int, problem: str) -> tuple[Label, ...]:
        """Blocks have no end of their own that could be missing."""
        if begun is None or begun in (problem_at, len(self.source.text)) or "while parsing a block" in problem:
            return ()
        return (Label(Span(self.source, begun, begun + 1), "this was begun here"),)

    def _pass_by(self, event: yaml.Event) -> None:
        """The stream, and the end of the document, say nothing."""

    def _begin_document(self, event: yaml.DocumentStartEvent) -> None:
        if self.items:
            start, end = _extent(event)
            self._stop("yaml-syntax", "a file holds one YAML document; this begins another one", start, end)

    def _add_scalar(self, event: yaml.ScalarEvent) -> None:
        text: str = event.value
        # libyaml marks every event.
        start: int = event.start_mark.index  # type: ignore[union-attr]
        end: int = event.end_mark.index  # type: ignore[union-attr]
        style = _STYLES[event.style]
        value: Plain = text
        if event.tag is not None:
            if event.tag not in _TEXT_TAGS:
                self._refuse_tag(event.tag, start, end)
        elif style == "plain":
            value = resolve(text)
        if style in _BLOCK_STYLES:
            end = start + len(self.source.text[start:end].rstrip())
        scalar = Scalar(Span(self.source, start, end), text, value, style)
        if event.anchor is not None:
            self._anchor(event.anchor, _Anchored(scalar, 1, 0))
        self.items.append(scalar)
        self.values += 1
        if end > self.end:
            self.end = end

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        start, end = _extent(event)
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self._refuse_tag(event.tag, start, end)
        if len(self.frames) >= MAX_DEPTH:
            self._stop("file-too-large", f"values are nested more than {MAX_DEPTH} deep", start, end)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        frame = _Frame(is_mapping, bool(event.flow_style), event.anchor, start, end, self.values, self.items)
        self.frames.append(frame)
        self.items = []
        self.values += 1
        self.end = end

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.frames.pop()
        # The end of a block collection is marked at the next token, which may be many comment lines away.
        start, end = _extent(event)
        self.end = end if end > start else self.end
        span = Span(self.source, frame.start, self.end)
        value: Value = (
            Mapping(span, self._entries(self.items)) if frame.is_mapping else Sequence(span, tuple(self.items))
        )
        self.items = frame.around
        self._check_place(value)
        self.items.append(value)
        if frame.anchor is not None:
            self._anchor(frame.anchor, _Anchored(value, self.values - frame.values, frame.height))
        self._raise(frame.height)

    def _check_place(self, value: Value) -> None:
        is_key = self.frames and self.frames[-1].is_mapping and len(self.items) % 2 == 0
        if is_key and not isinstance(value, Scalar):
            if self.source.text.startswith("{{", value.span.start - 1):
                outer = Span(self.source, value.span.start - 1, value.span.end)
                in_brackets = any(frame.in_brackets for frame in self.frames[:-1])
                self._stop_at_slip(unquoted_tag(outer, in_brackets=in_brackets))
            self._stop("yaml-syntax", "a key must be text", value.span.start, value.span.end)

    def _raise(self, height: int) -> None:
        """A collection is higher than what is in it."""
        if self.frames and self.frames[-1].height <= height:
            self.frames[-1].height = height + 1

    def _anchor(self, name: str, anchored: _Anchored) -> None:
        if name in self.unused:
            self._report_unused(name, self.unused[name])
        self.anchors[name], self.unused[name] = anchored, anchored.value

    def _report_unused(self, name: str, value: Value) -> None:
        if len(self.found) >= MAX_FINDINGS_PER_RULE:
            return
        # A tag may stand before it.
        start = self.source.text.index(f"&{name}", value.span.start)
        span = Span(self.source, start, start + len(name) + 1)
        is_plain = isinstance(value, Scalar) and value.style == "plain"
        told = f"the anchor `&{name}` is used nowhere, and is no part of the {'text' if is_plain else 'value'}"
        fixes = in_quotes(Span(self.source, start, value.span.end)) if is_plain else ()
        advice = "Put the whole text in quotes." if is_plain else f"Take it out, or repeat the value with `*{name}`."
        self.found.append(Diagnostic("unused-anchor", "warning", told, span, help=advice, fixes=fixes))

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
        self.unused.pop(event.anchor or "", None)
        self._check_place(known.value)
        self.items.append(known.value)
        self.values += known.values
        self.end = end
        self._raise(known.height)

    def _entries(self, items: list[Value]) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        by_turns = iter(items)
        for key, value in zip(by_turns, by_turns, strict=True):
            assert isinstance(key, Scalar), "other keys are refused where they are read"
            if key.text == "<<" and key.style == "plain":
                self._stop(
                    "yaml-syntax", "merge keys (`<<`) are not supported", key.span.start, key.span.end, (), _MERGE
                )
            if key.text in entries:
                self._report_twin(entries[key.text].key, key)
            else:
                entries[key.text] = Entry(key, value)
        return entries

    def _report_twin(self, first: Scalar, key: Scalar) -> None:
        if len(self.found) < MAX_FINDINGS_PER_RULE:
            self.found.append(
                Diagnostic(
                    rule="duplicate-key",
                    severity="error",
                    message=f"the key `{key.text}` is written twice in one mapping",
                    span=key.span,
                    related=(Label(first.span, "first written here"),),
                    help="Remove one of them, or rename it.",
                )
            )

    def _stop_at_count(self, event: yaml.Event) -> NoReturn:
        rule = "alias-bomb" if self.aliases else "file-too-large"
        message = f"the document has more than {MAX_VALUES:,} values with its aliases written out"
        self._stop(rule, message, *_extent(event))

    def _refuse_tag(self, tag: str, start: int, end: int) -> NoReturn:
        written = tag.replace(_YAML_TAGS, "!!", 1)
        advice = "Leave it out. Quotes make a text of a value."
        self._stop("yaml-syntax", f"the YAML tag `{written}` is not supported", start, end, advice=advice)

    def _stop(
        self,
        rule: str,
        message: str,
        start: int,
        end: int,
        related: tuple[Label, ...] = (),
        advice: str | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> NoReturn:
        span = Span(self.source, start, end)
        raise _Stop(Diagnostic(rule, "error", message, span, related=related, help=advice, fixes=fixes))
