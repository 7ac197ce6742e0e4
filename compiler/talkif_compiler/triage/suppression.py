"""Comments that accept a finding where it stands: `# talkif: ignore rule-name, other-rule -- reason`.

At the end of a line, a comment covers what begins on the line; on a line of its own, what begins on the next one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from ..diagnostics import Diagnostic, Edit, Fix
from ..limits import MAX_FINDINGS_PER_RULE
from ..misspelling import respelt
from ..rule import Rule
from ..source import SourceFile, Span
from ..syntax.document import Mapping as YamlMapping
from ..syntax.document import Sequence, Value
from ..syntax.sources import Sources
from .severity import which_rule

_COMMENT = re.compile(
    r"(?P<indent>[ \t]*)#[ \t]*talkif:[ \t]*ignore\b[ \t]*(?P<rules>[^\n]*?)[ \t]*(?:--[ \t]*(?P<reason>[^\n]*))?$",
    re.MULTILINE,
)
_NAME = re.compile(r"[^\s,]+")


class _Comment(Struct, frozen=True, eq=False):
    span: Span
    names: tuple[Span, ...]
    reason: str
    covers: Span


def suppressed(
    findings: Iterable[Diagnostic], sources: Sources, rules: Mapping[str, Rule], asked: Mapping[str, Collection[str]]
) -> list[Diagnostic]:
    """The findings that no comment accepts, and what is wrong with the comments themselves.

    `asked`: path -> the rules that have found all that is in the file. A comment may accept what others would find.
    """
    comments = [comment for source, document in _documents(sources) for comment in _comments(source, document)]
    names: dict[tuple[str, str], list[tuple[Span, Span]]] = {}
    for comment in comments:
        for name in comment.names:
            names.setdefault((name.file, name.text), []).append((name, comment.covers))
    kept, used = [], set()
    broken = set()
    for found in findings:
        if rules[found.rule].required:
            broken.add(found.span.file)
        taken = [
            name
            for name, covers in names.get((found.span.file, found.rule), ())
            if covers.start <= found.span.start < covers.end
        ]
        if taken and not rules[found.rule].required:
            used.update(taken)
        else:
            kept.append(found)
    kept += islice((bad for comment in comments for bad in _unexplained(comment, rules)), MAX_FINDINGS_PER_RULE)
    idle = (
        bad
        for comment in comments
        for name in comment.names
        if name not in used
        for bad in _idle(comment, name, rules, () if comment.span.file in broken else asked.get(comment.span.file, ()))
    )
    return [*kept, *islice(idle, MAX_FINDINGS_PER_RULE)]


def _documents(sources: Sources) -> Iterator[tuple[SourceFile, Value]]:
    """The YAML files that may have such comments."""
    for path in sources.paths():
        source = sources.get(path)
        if source is not None and path.endswith((".yaml", ".yml")) and "talkif:" in source.text:
            document, _ = sources.document(path)
            if document is not None:
                yield source, document


def _comments(source: SourceFile, document: Value) -> Iterator[_Comment]:
    layout: _Layout | None = None
    for match in _COMMENT.finditer(source.text):
        layout = layout or _Layout(source, document)
        begin = source.position(match.start())
        is_alone = begin.column == 1
        # A `#` begins a comment at the start of a line or after a space (YAML 1.2, 6.6), and not inside text.
        if not (is_alone or match["indent"]) or layout.is_in_text(match.end("indent")):
            continue
        names = tuple(
            Span(source, match.start("rules") + name.start(), match.start("rules") + name.end())
            for name in _NAME.finditer(match["rules"])
        )
        covers = layout.covered(layout.next_line(begin.line) if is_alone else begin.line)
        span = Span(source, match.end("indent"), match.end())
        yield _Comment(span, names, (match["reason"] or "").strip(), covers)


class _Layout:
    """What begins on which line of a file. Made once, because a file may have very many comments."""

    def __init__(self, source: SourceFile, document: Value) -> None:
        self._source = source
        self._texts: list[tuple[int, int]] = []
        """Start and end of every text, in order."""
        self._ends: dict[int, int] = {}
        """Line -> end of the largest value that begins on it."""
        waiting, seen = [(document.span.start, document)], set()
        while waiting:
            begins, value = waiting.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            if value is not document:
                line = source.position(begins).line
                self._ends[line] = max(self._ends.get(line, 0), value.span.end)
            if isinstance(value, YamlMapping):
                waiting += [(entry.key.span.start, entry.value) for entry in value.entries.values()]
            elif isinstance(value, Sequence):
                waiting += [(item.span.start, item) for item in value.items]
            else:
                self._texts.append((value.span.start, value.span.end))
        self._texts.sort()
        self._following = self._lines_with_more()

    def is_in_text(self, offset: int) -> bool:
        index = bisect_right(self._texts, (offset, len(self._source.text))) - 1
        return index >= 0 and offset < self._texts[index][1]

    def next_line(self, line: int) -> int:
        """The next line that holds more than a comment."""
        return self._following[line]

    def covered(self, line: int) -> Span:
        """The line, and all of the largest value that begins on it."""
        start = self._source.line_start(line)
        end = start + len(self._source.line(line)) + 1
        return Span(self._source, start, max(end, self._ends.get(line, 0)))

    def _lines_with_more(self) -> list[int]:
        """For each line, the next one below it that holds more than a comment; the line itself when there is none."""
        following = list(range(self._source.line_count + 1))
        below = 0
        for line in range(self._source.line_count, 0, -1):
            following[line] = below or line
            text = self._source.line(line).strip()
            if text and not text.startswith("#"):
                below = line
        return following


def _unexplained(comment: _Comment, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    rule = rules["suppression-without-reason"]
    if not comment.names:
        yield rule.at(comment.span, "the comment names no rule", help="Write `# talkif: ignore rule-name -- reason`.")
    elif not comment.reason:
        advice = "Add ` -- ` and why the finding does not matter here."
        yield rule.at(comment.span, "the comment gives no reason", help=advice)


def _idle(comment: _Comment, name: Span, rules: Mapping[str, Rule], asked: Collection[str]) -> Iterator[Diagnostic]:
    """Why a name in a comment has accepted nothing. `asked`: the rules that could say all that they have to say."""
    rule = rules.get(name.text)
    if rule is None:
        message, fixes = f"there is no rule `{name.text}`", respelt(name, name.text, rules)
        yield rules["unknown-rule"].at(name, message, help=which_rule(name.text, rules), fixes=fixes)
    elif rule.required:
        message = f"`{name.text}` cannot be ignored: no artifact can be made from a flow that has it"
        yield rules["unknown-rule"].at(name, message)
    elif name.text in asked:
        fixes = (Fix("Remove the comment", (Edit(comment.span, ""),), "safe"),) if len(comment.names) == 1 else ()
        message = f"`{name.text}` finds nothing here"
        yield rules["unused-suppression"].at(name, message, fixes=fixes)
