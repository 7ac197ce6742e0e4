"""Text from flows as it may be shown: nothing in it moves the cursor, sets a color, or turns the line around.

Names, prompts and paths are written by tenants. Characters that a terminal acts on, that reorder or hide their
neighbours, or that XML and UTF-8 cannot carry are written as `<U+202E>`.
"""

from __future__ import annotations

import re

UNSAFE = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # controls
    "\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff"  # without width
    "\u2028-\u202e\u2066-\u206f"  # line ends, and directions of writing
    "\ud800-\udfff"  # halves of pairs, as in file names that are not UTF-8
    "\ufff9-\ufffb\ufffe\uffff"  # annotations, and what is no character
    "\U000e0000-\U000e007f"  # tags
    "]"
)
"""All such characters but the end of a line."""


def visible(text: str) -> str:
    """One line, whatever the text has in it."""
    return UNSAFE.sub(_name, text).replace("\n", "<U+000A>")


def _name(match: re.Match[str]) -> str:
    return f"<U+{ord(match.group()):04X}>"
