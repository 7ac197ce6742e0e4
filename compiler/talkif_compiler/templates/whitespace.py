"""Whitespace control: `~` takes all blanks beside a tag, and a block tag alone on its line takes the line."""

from __future__ import annotations

import re

from .lexer import Piece
from .words import BLANKS

_OPENING = frozenset({"open", "inverse_open", "partial_block", "inline", "raw_open"})
_CLOSING = frozenset({"close", "raw_close"})
_STANDALONE = _OPENING | _CLOSING | {"else", "comment", "partial"}
_REST_OF_LINE = re.compile(r"[ \t]*\r?\n?")


def control(text: str, found: list[Piece]) -> list[tuple[Piece, str, str]]:
    """Each piece with its text after whitespace control, and for a partial alone on its line its indentation."""
    values = [piece.value for piece in found]
    indents = [""] * len(found)
    branches: list[list[int]] = []
    """For each open block where its `else` tags are."""
    for index, piece in enumerate(found):
        if piece.kind == "text":
            continue
        before = index - 1 if index and found[index - 1].kind == "text" else None
        after = index + 1 if index + 1 < len(found) and found[index + 1].kind == "text" else None
        if piece.strip_before and before is not None:
            values[before] = values[before].rstrip(BLANKS)
        if piece.strip_after and after is not None:
            values[after] = values[after].lstrip(BLANKS)
        if piece.kind in _STANDALONE:
            chain = _chain(text, found, branches, index)
            if _ends_line(found, index) and _starts_line(found, chain[1] if len(chain) > 1 else index):
                if after is not None:
                    values[after] = _REST_OF_LINE.sub("", values[after], count=1)
                if before is not None and not chain:
                    line_start = values[before].rstrip(" \t")
                    if piece.kind == "partial":
                        indents[index] = values[before][len(line_start) :]
                    values[before] = line_start
    return list(zip(found, values, indents, strict=True))


def _chain(text: str, found: list[Piece], branches: list[list[int]], index: int) -> list[int]:
    """At the end of a block with `{{else name …}}`: where its `else` tags are.

    handlebars.js looks at the end of its first branch then, and leaves the blanks before the closing tag.
    """
    kind = found[index].kind
    if kind in _OPENING:
        branches.append([])
    elif kind == "else" and branches:
        branches[-1].append(index)
    elif kind in _CLOSING and branches:
        marks = branches.pop()
        if marks and text[found[marks[0]].inner_start : found[marks[0]].inner_end].strip(BLANKS):
            return marks
    return []


def _starts_line(found: list[Piece], index: int) -> bool:
    """Only blanks between this tag and the start of its line."""
    if index == 0:
        return True
    if found[index - 1].kind != "text":
        return False
    _, newline, tail = found[index - 1].value.rpartition("\n")
    return bool(newline or index == 1) and not tail.strip(BLANKS)


def _ends_line(found: list[Piece], index: int) -> bool:
    """Only blanks between this tag and the end of its line."""
    if index + 1 == len(found):
        return True
    if found[index + 1].kind != "text":
        return False
    head, newline, _ = found[index + 1].value.partition("\n")
    return bool(newline or index + 2 == len(found)) and not head.strip(BLANKS)
