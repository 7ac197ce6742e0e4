"""What to say where a line of YAML is indented by a tab: YAML 1.2 allows spaces only (6.1, indentation spaces)."""

from __future__ import annotations

import re

from ..diagnostics import Edit, Fix
from ..source import SourceFile, Span

TAB_INDENTS = "a line is indented with spaces in YAML, not with tabs"

_WIDTH = 2
_TABS = re.compile(r"^\t+", re.MULTILINE)


def is_indent(source: SourceFile, at: int) -> bool:
    """True when a tab stands there, and nothing but blanks before it on its line."""
    text = source.text
    return text.startswith("\t", at) and not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t")


def spaces_for_tabs(source: SourceFile) -> tuple[Fix, ...]:
    """Two spaces for each tab that begins a line; none where all such tabs come after spaces."""
    edits = tuple(
        Edit(Span(source, tabs.start(), tabs.end()), " " * (_WIDTH * len(tabs.group())))
        for tabs in _TABS.finditer(source.text)
    )
    return (Fix("Put two spaces in place of each tab", edits, "unsafe"),) if edits else ()
