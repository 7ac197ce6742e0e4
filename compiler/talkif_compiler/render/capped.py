"""A page of findings that can be read: not more than a few of one rule in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..diagnostics import Diagnostic
from .visible import visible

SHOWN_PER_RULE = 10
"""In one file."""


def capped(diagnostics: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[str]]:
    """The findings to show, and a line for each rule and file of which some are left out."""
    counts: Counter[tuple[str, str]] = Counter()
    shown = []
    for found in diagnostics:
        kind = (found.span.file, found.rule)
        counts[kind] += 1
        if counts[kind] <= SHOWN_PER_RULE:
            shown.append(found)
    return shown, [
        f"{count - SHOWN_PER_RULE} more {rule} in {visible(file)}; `--all` shows them"
        for (file, rule), count in counts.items()
        if count > SHOWN_PER_RULE
    ]
