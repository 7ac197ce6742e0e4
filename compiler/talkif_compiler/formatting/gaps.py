"""What stands between two tokens of YAML: spaces, line ends, blank lines and comments."""

from __future__ import annotations

from collections.abc import Callable

_COMMENT_GAP = 2


def with_lines(gap: str, indent: str, column_of: Callable[[int], int], *, at_start: bool, at_end: bool) -> str:
    """A gap with a line end in it, up to the next token.

    `indent`: of the next token. `column_of`: from where a comment stands to where it belongs. `at_start` and `at_end`:
    of the file.
    """
    first, *lines = ["", *gap.split("\n")] if at_start else gap.split("\n")
    if not at_end:
        # The last is the indentation of the next token.
        lines.pop()
    out = "" if at_start else _trailing(first)
    blank = False
    begun = not at_start
    for line in lines:
        comment = line.strip(" \t")
        if not comment:
            blank = True
            continue
        if begun:
            out += "\n\n" if blank else "\n"
        out += " " * column_of(len(line) - len(line.lstrip(" \t"))) + comment
        blank, begun = False, True
    if at_end:
        return out + "\n"
    if begun:
        out += "\n\n" if blank else "\n"
    return out + indent


def _trailing(rest: str) -> str:
    """A comment after a token, on its line. Wider gaps are kept: they may align it with others."""
    comment = rest.strip(" \t")
    if not comment:
        return ""
    space = rest[: len(rest) - len(rest.lstrip(" \t"))]
    return " " * (_COMMENT_GAP if "\t" in space else max(_COMMENT_GAP, len(space))) + comment
