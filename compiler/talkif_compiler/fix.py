"""Applying the fixes that diagnostics carry: which of them together, and what the files are then."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable

from msgspec import Struct

from .diagnostics import Applicability, Diagnostic, Edit, Fix

_BYTE_ORDER_MARK = "\ufeff"
_LINE_END = re.compile("\r\n?|\n")


class FixPlan(Struct, frozen=True):
    edits: dict[str, tuple[Edit, ...]]
    """Path of a file -> edits that do not touch each other, in order."""
    fixes: tuple[Fix, ...]
    """Each of them is applied as a whole."""


def plan_fixes(diagnostics: Iterable[Diagnostic], allowed: Collection[Applicability]) -> FixPlan:
    """At most one fix of each finding; where two touch the same place, that of the earlier finding."""
    edits: dict[str, list[Edit]] = {}
    fixes = []
    for found in diagnostics:
        fix = _choice(found, allowed)
        if fix is None or any(_meets(edit, other) for edit in fix.edits for other in edits.get(edit.span.file, ())):
            continue
        fixes.append(fix)
        for edit in fix.edits:
            edits.setdefault(edit.span.file, []).append(edit)
    return FixPlan(
        {file: tuple(sorted(group, key=lambda edit: edit.span.start)) for file, group in sorted(edits.items())},
        tuple(fixes),
    )


def rewritten(text: str, edits: Iterable[Edit]) -> str:
    """A file as it is on disk, after the edits of a plan. Whatever they do not name stays as it is."""
    lead = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    body = text.removeprefix(_BYTE_ORDER_MARK)
    # Edits count a line end as one character.
    pairs = [match.start() - index for index, match in enumerate(re.finditer("\r\n", body))]
    first_end = _LINE_END.search(body)
    line_end = first_end.group() if first_end else "\n"
    parts = [lead]
    done = 0
    for edit in edits:
        start = edit.span.start + bisect_left(pairs, edit.span.start)
        parts += [body[done:start], edit.replacement.replace("\n", line_end)]
        done = edit.span.end + bisect_left(pairs, edit.span.end)
    return "".join([*parts, body[done:]])


def _choice(found: Diagnostic, allowed: Collection[Applicability]) -> Fix | None:
    usable = [fix for fix in found.fixes if fix.edits and fix.applicability in allowed]
    usable.sort(key=lambda fix: fix.applicability != "safe")
    return usable[0] if usable else None


def _meets(edit: Edit, other: Edit) -> bool:
    """True when the order of the two would matter."""
    a, b = edit.span, other.span
    if a.start == a.end or b.start == b.end:
        return a.start <= b.end and b.start <= a.end
    return a.start < b.end and b.start < a.end
