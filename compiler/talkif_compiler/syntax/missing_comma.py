"""What to say where YAML breaks off between two entries of `{...}` or `[...]`."""

from __future__ import annotations

import re

from ..diagnostics import Edit, Fix
from ..source import SourceFile, Span

_LOOK_BACK = 200
"""Characters; keys are shorter."""
_KEY = re.compile(r"""["']?(?P<name>[\w.-]{1,100})["']?\s*:""")
_LAST_WORD = re.compile(r"(?<=[^\s,\[{])(?P<gap>\s+)(?P<name>[\w.-]{1,100})\s*\Z")
_GAP = re.compile(r"\s*\Z")


def begins_key(source: SourceFile, at: int) -> bool:
    return _KEY.match(source.text, at) is not None


def missing_comma(source: SourceFile, at: int) -> tuple[str, tuple[Fix, ...]]:
    """Help and fixes for a parser that stopped at a character where only a comma or the end could follow.

    It stops at the next key, or, after a text without quotes, at the colon behind it.
    """
    text = source.text
    begin = max(at - _LOOK_BACK, 0)
    before = text[begin:at]
    if text.startswith(":", at):
        word = _LAST_WORD.search(before)
        if word is None:
            return "A text with a colon needs quotes.", ()
        gap = Span(source, begin + word.start("gap"), begin + word.end("gap"))
        name = word["name"]
        advice = f"If `{name}` is a key, put a comma before it; if it is part of a text, put the text in quotes."
    else:
        key = _KEY.match(text, at)
        blanks = _GAP.search(before)
        if key is None or blanks is None:
            return "Entries are separated by commas.", ()
        gap = Span(source, begin + blanks.start(), at)
        name = key["name"]
        advice = f"Put a comma before `{name}`."
    if "\n" in gap.text:
        return f"Close the brackets before `{name}`, or put a comma there.", ()
    return advice, (Fix(f"Put a comma before `{name}`", (Edit(gap, ", "),), "unsafe"),)
