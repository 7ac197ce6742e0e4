"""The regular expressions of `matches()` in conditions and assignments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from talkif_schemas.conditions.tokens import Token

_TEXT = re.compile(r"""(?P<raw>[rR]?)(?P<quote>'''|\"""|'|")(?P<inner>.*)(?P=quote)""", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PLAIN_ESCAPES = frozenset("\\'\"`?")
"""These stand for themselves behind a backslash."""


def patterns(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands for the pattern in each `text.matches(pattern)` and `matches(text, pattern)`; never empty."""
    for index, token in enumerate(tokens[:-1]):
        if token.text != "matches" or token.kind != "name" or tokens[index + 1].text != "(":
            continue
        is_method = index > 0 and tokens[index - 1].text == "."
        begin = index + 2 if is_method else None
        depth = 0
        for at in range(index + 1, len(tokens)):
            text = tokens[at].text
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if depth == 1 and text == "," and begin is None:
                begin = at + 1
            if depth == 0:
                if begin is not None and begin < at:
                    yield tokens[begin:at]
                break


def literal(tokens: Sequence[Token]) -> str | None:
    """The pattern itself. None where it is put together, or is written with escapes of other characters."""
    match = _TEXT.fullmatch(tokens[0].text) if len(tokens) == 1 and tokens[0].kind == "text" else None
    if match is None:
        return None
    inner = match["inner"]
    if match["raw"]:
        return inner
    is_plain = all(escape[1] in _PLAIN_ESCAPES for escape in _ESCAPE.finditer(inner))
    return _ESCAPE.sub(r"\1", inner) if is_plain else None
