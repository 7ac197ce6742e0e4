"""Where each character of a scalar's content is written in the file.

A problem inside a template or a condition is found at an offset of the content; quotes, escapes, indentation and
folding lie between that and the file. The map is made only when there is something to report. It is a second reading of
the scalar by the rules of YAML 1.2.2, sections 7.3 and 8.1, checked against what libyaml read: when the two differ, the
whole scalar is pointed at.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import lru_cache

from ..source import Span
from .document import Scalar

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_BLOCK_HEADER = re.compile(r"[|>](?P<marks>[-+0-9]*)[^\n]*\n?")
_ESCAPES = {
    **{"0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"},
    **{"e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029"},
}
#: Longer ones are pointed at as a whole. No template may be longer.
_MAX_MAPPED = 300_000
_CODE_LENGTHS = {"x": 2, "u": 4, "U": 8}

Piece = tuple[str, int]
"""A character of the content and the offset in the file at which it is written."""


def span_in(scalar: Scalar, start: int, end: int) -> Span:
    """Place in the file of `scalar.text[start:end]`."""
    offsets = _offsets(scalar) if len(scalar.text) <= _MAX_MAPPED else None
    if offsets is None or start > len(offsets):
        return scalar.span
    last = scalar.span.end - (1 if scalar.style in ("single", "double") else 0)
    first = offsets[start] if start < len(offsets) else last
    if end <= start:
        return Span(scalar.span.source, first, first)
    until = _end_of(scalar.span.source.text, offsets, end, last)
    return Span(scalar.span.source, first, max(until, first))


@lru_cache(maxsize=4)
def _offsets(scalar: Scalar) -> array[int] | None:
    """Where each character of the content is written; None when it is not known. Kept for the next place in it."""
    text: list[str] = []
    offsets = array("L")
    for character, offset in _pieces(scalar):
        text.append(character)
        offsets.append(offset)
    return offsets if "".join(text) == scalar.text else None


def _end_of(text: str, offsets: array[int], end: int, last: int) -> int:
    """End of the piece before `end`: an escape is longer than the character that it stands for."""
    at = offsets[end - 1]
    following = offsets[end] if end < len(offsets) else last
    return following if text[at] in "\\'" and following > at else at + 1


def _pieces(scalar: Scalar) -> Iterator[Piece]:
    text = scalar.span.source.text
    match = _PROPERTIES.match(text, scalar.span.start, scalar.span.end)
    start = match.end() if match else scalar.span.start
    if scalar.style == "plain":
        return _flow(list(_characters_plain(text, start, scalar.span.end)))
    if scalar.style == "single":
        return _flow(list(_characters_single(text, start + 1, scalar.span.end - 1)))
    if scalar.style == "double":
        return _flow(list(_characters_double(text, start + 1, scalar.span.end - 1)))
    return _block(scalar, start)


# A character of a flow scalar before folding: text, offset, and whether it is written as itself, and so may be folded.
_Raw = tuple[str, int, bool]


def _characters_plain(text: str, start: int, end: int) -> Iterator[_Raw]:
    for offset in range(start, end):
        yield text[offset], offset, True


def _characters_single(text: str, start: int, end: int) -> Iterator[_Raw]:
    offset = start
    while offset < end:
        is_quote = text[offset] == "'"
        yield text[offset], offset, not is_quote
        offset += 2 if is_quote else 1


def _characters_double(text: str, start: int, end: int) -> Iterator[_Raw]:
    offset = start
    while offset < end:
        if text[offset] != "\\":
            yield text[offset], offset, True
            offset += 1
            continue
        mark = text[offset + 1]
        if mark == "\n":
            # An escaped line end joins two lines without a space; blanks before it stay, those after it go.
            yield "", offset, False
            offset += 2
            while offset < end and text[offset] in " \t":
                offset += 1
            continue
        length = _CODE_LENGTHS.get(mark, 0)
        code = text[offset + 2 : offset + 2 + length]
        yield (chr(int(code, 16)) if length else _ESCAPES.get(mark, mark)), offset, False
        offset += 2 + length


def _flow(characters: list[_Raw]) -> Iterator[Piece]:
    """Line folding of flow scalars: blanks around a line end go; one line end is a space, n are n - 1 line ends."""
    index = 0
    while index < len(characters):
        character, offset, foldable = characters[index]
        if not (foldable and character in " \t\n"):
            if character:
                yield character, offset
            index += 1
            continue
        stop = index
        while stop < len(characters) and characters[stop][2] and characters[stop][0] in " \t\n":
            stop += 1
        breaks = [offset for character, offset, _ in characters[index:stop] if character == "\n"]
        if not breaks:
            yield from ((text, at) for text, at, _ in characters[index:stop])
        elif len(breaks) == 1:
            yield " ", breaks[0]
        else:
            yield from (("\n", at) for at in breaks[1:])
        index = stop


def _block(scalar: Scalar, start: int) -> Iterator[Piece]:
    text = scalar.span.source.text
    header = _BLOCK_HEADER.match(text, start)
    assert header is not None, "a block scalar begins with its header"
    marks = header.group("marks")
    # What follows the scalar may be a long file: its lines are made one by one.
    indent = _indent(_lines(text, header.end(), len(text)), text, start, marks)
    body = _body(_lines(text, header.end(), len(text)), indent)
    written = _literal(body, indent) if scalar.style == "literal" else _folded(body, indent)
    # A last line without an end has none in the content either.
    pieces = [piece for piece in written if piece[1] < len(text)]
    content_end = max((index for index, (character, _) in enumerate(pieces) if character != "\n"), default=-1) + 1
    if "+" in marks:
        return iter(pieces)
    return iter(pieces[:content_end] if "-" in marks or content_end == 0 else pieces[: content_end + 1])


def _lines(text: str, start: int, end: int) -> Iterator[Piece]:
    """(line without its end, offset of its start)"""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield text[start:stop], start
        start = stop + 1


def _indent(lines: Iterator[Piece], text: str, start: int, marks: str) -> int:
    explicit = next((int(mark) for mark in marks if mark.isdigit()), None)
    if explicit is None:
        return next((len(line) - len(line.lstrip(" ")) for line, _ in lines if line.strip(" ")), 0)
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:start]
    return explicit + len(line) - len(line.lstrip(" -"))


def _body(lines: Iterator[Piece], indent: int) -> list[Piece]:
    body: list[Piece] = []
    for line, offset in lines:
        if line.strip(" ") and len(line) - len(line.lstrip(" ")) < indent:
            break
        body.append((line, offset))
    return body


def _literal(body: list[Piece], indent: int) -> Iterator[Piece]:
    for line, offset in body:
        for column in range(indent, len(line)):
            yield line[column], offset + column
        yield "\n", offset + len(line)


def _folded(body: list[Piece], indent: int) -> Iterator[Piece]:
    """Neighbouring text lines are joined by a space; lines that are more indented, and those next to them, are not."""
    contents = [(line[indent:], offset + min(indent, len(line))) for line, offset in body]
    texts_after: list[str | None] = [None] * len(contents)
    for index in range(len(contents) - 2, -1, -1):
        texts_after[index] = contents[index + 1][0] or texts_after[index + 1]
    for index, (content, offset) in enumerate(contents):
        for column, character in enumerate(content):
            yield character, offset + column
        end = offset + len(content)
        following = texts_after[index]
        after = contents[index + 1][0] if index + 1 < len(contents) else ""
        joins = bool(content) and following is not None and content[0] not in " \t" and following[0] not in " \t"
        if not joins:
            yield "\n", end
        elif after:
            yield " ", end
