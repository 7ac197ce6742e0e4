"""Whitespace control: `~` takes all blanks beside a tag, and a block tag alone on its line takes the line."""

from __future__ import annotations

import re

from .lexer import Piece

_STANDALONE = frozenset({"open", "inverse_open", "else", "close", "comment", "partial", "partial_block", "inline"})
_LINE_BEFORE = re.compile(r"(^|\r?\n)[^\S\r\n]*$")
_LINE_BEFORE_INNER = re.compile(r"\r?\n[^\S\r\n]*$")
_LINE_AFTER = re.compile(r"^[^\S\r\n]*(\r?\n|$)")
_LINE_AFTER_INNER = re.compile(r"^[^\S\r\n]*\r?\n")
_BLANKS_BEFORE = re.compile(r"[ \t]+$")
_REST_OF_LINE = re.compile(r"^[ \t]*\r?\n?")


def control(found: list[Piece]) -> list[tuple[Piece, str, str]]:
    """Each piece with its text after whitespace control, and for a partial alone on its line its indentation."""
    values = [piece.value for piece in found]
    indents = [""] * len(found)
    standalone = [piece.kind in _STANDALONE and _is_alone(found, index) for index, piece in enumerate(found)]
    for index, piece in enumerate(found):
        if piece.kind == "text":
            continue
        before, after = index - 1, index + 1
        if standalone[index]:
            if after < len(found) and found[after].kind == "text":
                values[after] = _trim_start(found[after].value, values[after])
            if before >= 0 and found[before].kind == "text":
                blanks = _BLANKS_BEFORE.search(found[before].value)
                if piece.kind == "partial" and blanks is not None:
                    indents[index] = blanks[0]
                values[before] = _BLANKS_BEFORE.sub("", values[before])
        if piece.strip_before and before >= 0 and found[before].kind == "text":
            values[before] = values[before].rstrip()
        if piece.strip_after and after < len(found) and found[after].kind == "text":
            values[after] = values[after].lstrip()
    return list(zip(found, values, indents, strict=True))


def _trim_start(original: str, value: str) -> str:
    """Take the rest of the line once, however many tags ask for it."""
    return _REST_OF_LINE.sub("", value, count=1) if len(value) == len(original) or value == original else value


def _is_alone(found: list[Piece], index: int) -> bool:
    """Only blanks between this tag and both ends of its line."""
    before = found[index - 1] if index > 0 else None
    after = found[index + 1] if index + 1 < len(found) else None
    first = index == 1
    last = index + 2 == len(found)
    if before is not None:
        if before.kind != "text":
            return False
        pattern = _LINE_BEFORE if first else _LINE_BEFORE_INNER
        if pattern.search(before.value) is None:
            return False
    if after is not None:
        if after.kind != "text":
            return False
        pattern = _LINE_AFTER if last else _LINE_AFTER_INNER
        if pattern.match(after.value) is None:
            return False
    return True
