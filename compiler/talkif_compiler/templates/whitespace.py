"""Whitespace control: `~` takes all blanks beside a tag, and a block tag alone on its line takes the line."""

from __future__ import annotations

import re

from .lexer import Piece

_STANDALONE = frozenset(
    {
        "open",
        "inverse_open",
        "else",
        "close",
        "comment",
        "partial",
        "partial_block",
        "inline",
        "raw_open",
        "raw_close",
    }
)
_REST_OF_LINE = re.compile(r"[ \t]*\r?\n?")


def control(found: list[Piece]) -> list[tuple[Piece, str, str]]:
    """Each piece with its text after whitespace control, and for a partial alone on its line its indentation."""
    values = [piece.value for piece in found]
    indents = [""] * len(found)
    for index, piece in enumerate(found):
        if piece.kind == "text":
            continue
        before = index - 1 if index and found[index - 1].kind == "text" else None
        after = index + 1 if index + 1 < len(found) and found[index + 1].kind == "text" else None
        if piece.kind in _STANDALONE and _is_alone(found, index):
            if after is not None:
                values[after] = _REST_OF_LINE.sub("", values[after], count=1)
            if before is not None:
                if piece.kind == "partial":
                    original = found[before].value
                    indents[index] = original[len(original.rstrip(" \t")) :]
                values[before] = values[before].rstrip(" \t")
        if piece.strip_before and before is not None:
            values[before] = values[before].rstrip()
        if piece.strip_after and after is not None:
            values[after] = values[after].lstrip()
    return list(zip(found, values, indents, strict=True))


def _is_alone(found: list[Piece], index: int) -> bool:
    """Only blanks between this tag and both ends of its line."""
    if index > 0:
        if found[index - 1].kind != "text":
            return False
        _, newline, tail = found[index - 1].value.rpartition("\n")
        if not (newline or index == 1) or (tail and not tail.isspace()):
            return False
    if index + 1 < len(found):
        if found[index + 1].kind != "text":
            return False
        head, newline, _ = found[index + 1].value.partition("\n")
        if not (newline or index + 2 == len(found)) or (head and not head.isspace()):
            return False
    return True
