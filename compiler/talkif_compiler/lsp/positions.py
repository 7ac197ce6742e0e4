"""Places as clients count them: lines from 0, and characters in units of UTF-16, of UTF-8, or in code points."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from ..source import SourceFile

Encoding: TypeAlias = Literal["utf-16", "utf-8", "utf-32"]

BYTE_ORDER_MARK = "\ufeff"


class ClientPosition(NamedTuple):
    line: int
    character: int


def to_client(source: SourceFile, offset: int, encoding: Encoding, *, has_mark: bool = False) -> ClientPosition:
    """`has_mark`: the text begins with a byte order mark, which the client counts and spans do not."""
    place = source.position(offset)
    before = source.line(place.line)[: place.column - 1]
    units = sum(_units(character, encoding) for character in before) if encoding != "utf-32" else len(before)
    if has_mark and place.line == 1:
        units += _units(BYTE_ORDER_MARK, encoding)
    return ClientPosition(place.line - 1, units)


def from_client(source: SourceFile, place: ClientPosition, encoding: Encoding, *, has_mark: bool = False) -> int:
    """Offset in the text. A place behind the end of its line, or inside of a character, is the nearest one before."""
    if place.line >= source.line_count:
        return len(source.text)
    if place.line < 0:
        return 0
    line = source.line(place.line + 1)
    units = place.character
    if has_mark and place.line == 0:
        units -= _units(BYTE_ORDER_MARK, encoding)
    start = source.line_start(place.line + 1)
    for index, character in enumerate(line):
        units -= _units(character, encoding)
        if units < 0:
            return start + index
    return start + len(line)


def _units(character: str, encoding: Encoding) -> int:
    code = ord(character)
    if encoding == "utf-16":
        return 1 if code < 0x10000 else 2
    if encoding == "utf-8":
        return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
    return 1
