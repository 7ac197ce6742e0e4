"""The records of a file, one after the other, in bounded memory: CSV (RFC 4180), a JSON array, or NDJSON.

UTF-8 may have a byte order mark, and UTF-16 without one is little-endian.
A CSV file has a header; commas, semicolons or tabs lie between.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from talkif_schemas.resources.contact_imports import Charset, FileFormat

from ..kit.formula import unguarded

MAX_LINE_CHARS: Final = 1_000_000
MAX_COLUMNS: Final = 300

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileUnreadable(Exception):
    """Nothing can be read from here on. The text is for the client."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row. `problem`: why it has no values."""

    number: int
    """From 1; the header does not count."""
    values: Mapping[str, Any]
    problem: str | None = None
    columns: Sequence[str] = ()
    """Of a CSV file: its header."""
    chars: int = 0
    """How much of the file the values were."""


def read_records(pieces: Iterable[bytes], file_format: FileFormat, charset: Charset = "utf-8") -> Iterator[Record]:
    """Raises FileUnreadable."""
    texts = _decoded(pieces, charset)
    match file_format:
        case "csv":
            return _csv(texts)
        case "ndjson":
            return _ndjson(texts)
    return _json(texts)


def _decoded(pieces: Iterable[bytes], charset: Charset) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if charset == "utf-8" else charset)()
    is_first = True
    try:
        for piece in pieces:
            if is_first and charset != "utf-16" and piece.startswith(_UTF_16):
                raise FileUnreadable("The file is UTF-16. Say so (charset=utf-16), or save it as UTF-8.")
            is_first = False
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileUnreadable(f"The file is not {charset}. Say what it is (charset=), or save it as UTF-8.") from None


def _lines(texts: Iterable[str]) -> Iterator[str]:
    """With their ends. Only \\n ends a line, as RFC 4180's \\r\\n does."""
    rest = ""
    for text in texts:
        lines = (rest + text).split("\n")
        rest = lines.pop()
        for line in lines:
            _check_length(line)
            yield line + "\n"
        _check_length(rest)
    if rest:
        yield rest


def _check_length(line: str) -> None:
    if len(line) > MAX_LINE_CHARS:
        raise FileUnreadable(f"A line has more than {MAX_LINE_CHARS} characters.")


def _csv(texts: Iterable[str]) -> Iterator[Record]:
    """A row of one line that cannot be read is a row with a problem. Where it has more, nobody knows where it ends."""
    lines = _lines(texts)
    first = next(lines, "")
    if not first.strip():
        raise FileUnreadable("The file has no header.")
    rows = _LinesOfRows(itertools.chain([first], lines))
    reader = csv.reader(rows, delimiter=_delimiter(first), strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except csv.Error as error:
        raise FileUnreadable(f"The header cannot be read: {error}.") from None
    _check_header(header)
    number = 0
    while True:
        rows.begin()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            number += 1
            if rows.is_over or rows.lines > 1:
                raise FileUnreadable(f"Row {number} cannot be read, nor where it ends: {error}.") from None
            yield Record(number, {}, f"The row cannot be read: {error}", header)
            continue
        if cells is None:
            return
        if cells:
            number += 1
            yield _row(number, header, cells)


class _LinesOfRows:
    """What the reader of a CSV file takes, row by row. Raises FileUnreadable before a row fills the memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.is_over = False
        """Whether more was asked for than there is."""
        self.begin()

    def begin(self) -> None:
        """What is taken from here on is another row."""
        self.lines = self._chars = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.lines += 1
            self._chars += len(line)
            if self._chars > MAX_LINE_CHARS:
                raise FileUnreadable(f"A row has more than {MAX_LINE_CHARS} characters.")
            yield line
        self.is_over = True


def _row(number: int, header: list[str], cells: list[str]) -> Record:
    if len(cells) > len(header):
        return Record(number, {}, f"The row has {len(cells)} cells, and the header {len(header)}", header)
    values = dict(zip(header, map(unguarded, cells), strict=False))
    return Record(number, values, None, header, sum(map(len, cells)))


def _delimiter(header: str) -> str:
    """What the header has most of, outside quotes."""
    plain = "".join(header.split('"')[::2])
    return max(",;\t", key=plain.count)


def _check_header(header: list[str]) -> None:
    if len(header) > MAX_COLUMNS:
        raise FileUnreadable(f"The file has more than {MAX_COLUMNS} columns.")
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        raise FileUnreadable(f"Columns are there twice: {', '.join(sorted(twice))}.")


def _ndjson(texts: Iterable[str]) -> Iterator[Record]:
    number = 0
    for line in _lines(texts):
        if line.isspace():
            continue
        number += 1
        try:
            yield _object(number, json.loads(line), len(line))
        except (ValueError, RecursionError):
            yield Record(number, {}, "The line is not JSON")


def _json(texts: Iterable[str]) -> Iterator[Record]:
    """Takes the records off the front of a buffer that holds a few of them."""
    decoder = json.JSONDecoder()
    buffer, number, expected = "", 0, "["
    for text in texts:
        buffer += text
        position = 0
        while True:
            while position < len(buffer) and buffer[position].isspace():
                position += 1
            if position == len(buffer):
                break
            if expected == "nothing":
                raise FileUnreadable("There is more after the end of the JSON array.")
            if expected == "[" or buffer[position] in ",]":
                expected = _after(buffer[position], expected, number)
                position += 1
                continue
            if expected == ", or ]":
                raise FileUnreadable(f"A comma is missing after row {number} of the JSON array.")
            try:
                value, end = decoder.raw_decode(buffer, position)
            except (ValueError, RecursionError):
                if len(buffer) - position > MAX_LINE_CHARS:
                    raise FileUnreadable(f"Row {number + 1} of the JSON array cannot be read.") from None
                break  # The rest of it is in the next piece.
            if end == len(buffer) and isinstance(value, int | float):
                break  # As more of its digits may be.
            number += 1
            expected = ", or ]"
            yield _object(number, value, end - position)
            position = end
        buffer = buffer[position:]
    if expected != "nothing":
        raise FileUnreadable(f"The JSON array cannot be read after row {number}.")


def _after(found: str, expected: str, number: int) -> str:
    """What comes after a bracket or a comma of the array."""
    if found == expected == "[":
        return "row or ]"
    if found == "]" and expected in ("row or ]", ", or ]"):
        return "nothing"
    if found == "," and expected == ", or ]":
        return "row"
    if expected == "[":
        raise FileUnreadable("The file is no JSON array.")
    raise FileUnreadable(f"Row {number + 1} of the JSON array cannot be read.")


def _object(number: int, value: Any, chars: int) -> Record:
    if chars > MAX_LINE_CHARS:
        raise FileUnreadable(f"Row {number} has more than {MAX_LINE_CHARS} characters.")
    if not isinstance(value, dict):
        return Record(number, {}, "A JSON object expected")
    return Record(number, value, chars=chars)
