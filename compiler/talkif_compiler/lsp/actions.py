"""What an editor can do about findings: their fixes, all safe fixes at once, and a comment that accepts a finding."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ..checks import RULES
from ..diagnostics import Applicability, Diagnostic, Edit
from ..fix import plan_fixes
from ..source import Span
from ..syntax.document import Mapping, Scalar, Sequence, Value
from .moment import View

_SAFE: tuple[Applicability, ...] = ("safe",)


class Action(Struct, frozen=True):
    title: str
    edits: tuple[Edit, ...]
    found: Diagnostic | None
    """What it is about; None when it is about the whole file."""
    is_preferred: bool = False


def quick_fixes(view: View, findings: Iterable[Diagnostic], start: int, end: int) -> list[Action]:
    """For findings that touch a range of the file."""
    actions = []
    for found in findings:
        if found.span.source.home != view.path or found.span.end < start or end < found.span.start:
            continue
        actions += [
            Action(fix.title, fix.edits, found, is_preferred=fix.applicability == "safe")
            for fix in found.fixes
            if fix.edits and fix.applicability != "display"
        ]
        comment = _suppression(view, found)
        if comment is not None:
            actions.append(Action(f"Ignore {found.rule} here", (comment,), found))
    return actions


def fix_all(view: View, findings: Iterable[Diagnostic]) -> Action | None:
    """All fixes of the file that keep the meaning; None without any."""
    # A fix is applied as a whole, so those that reach into other files are left to their own actions.
    here = [found for found in findings if _files(found) == {view.path}]
    own = tuple(edit for group in plan_fixes(here, _SAFE).edits.values() for edit in group)
    return Action("Fix all that keeps its meaning", own, None) if own else None


def _files(found: Diagnostic) -> set[str]:
    return {found.span.source.home, *(edit.span.source.home for fix in found.fixes for edit in fix.edits)}


def _suppression(view: View, found: Diagnostic) -> Edit | None:
    """A comment on the line above. The reason is left to the author, and asked for by a finding of its own."""
    rule = RULES.get(found.rule)
    if rule is None or rule.required or view.document is None or view.kind is None:
        return None
    line = _line_to_comment(view.document, found.span)
    begin = view.source.line_start(line)
    if _is_in_text(view.document, begin):
        return None
    text = view.source.line(line)
    indent = text[: len(text) - len(text.lstrip(" "))]
    place = Span(found.span.source, begin, begin)
    return Edit(place, f"{indent}# talkif: ignore {found.rule} -- \n")


def _line_to_comment(document: Value, span: Span) -> int:
    """The line on which the entry begins that the finding is in."""
    value, start = document, span.start
    while True:
        around = [part for part in _parts(value) if part[0] <= span.start and span.end <= part[1].span.end]
        if not around:
            return span.source.position(start).line
        start, value = around[0]


def _parts(value: Value) -> list[tuple[int, Value]]:
    """(start, value) of what is written inside of a value."""
    if isinstance(value, Mapping):
        return [(entry.key.span.start, entry.value) for entry in value.entries.values()]
    return [(item.span.start, item) for item in value.items] if isinstance(value, Sequence) else []


def _is_in_text(document: Value, offset: int) -> bool:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if value.span.start < offset < value.span.end:
            if isinstance(value, Scalar):
                return True
            waiting += [item for _, item in _parts(value)]
    return False
