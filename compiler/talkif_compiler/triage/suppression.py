"""Comments that accept a finding where it stands: `# talkif: ignore rule-name, other-rule -- reason`.

At the end of a line, a comment covers what begins on the line; on a line of its own, what begins on the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Edit, Fix
from ..document import Mapping as YamlMapping
from ..document import Scalar, Sequence, Value
from ..rule import Rule
from ..source import SourceFile, Span
from ..sources import Sources
from .severity import which_rule

_COMMENT = re.compile(
    r"(?P<indent>[ \t]*)#[ \t]*talkif:[ \t]*ignore\b[ \t]*(?P<rules>[^\n]*?)[ \t]*(?:--[ \t]*(?P<reason>[^\n]*))?$",
    re.MULTILINE,
)
_NAME = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True, eq=False)
class _Comment:
    span: Span
    names: tuple[Span, ...]
    reason: str
    covers: Span

    def takes(self, found: Diagnostic) -> Span | None:
        """The name in the comment that accepts the finding."""
        if not self.covers.start <= found.span.start < self.covers.end:
            return None
        return next((name for name in self.names if name.text == found.rule), None)


def suppressed(findings: Iterable[Diagnostic], sources: Sources, rules: Mapping[str, Rule]) -> list[Diagnostic]:
    """The findings that no comment accepts, and what is wrong with the comments themselves."""
    comments = {path: list(_comments(*found)) for path, found in _documents(sources).items()}
    kept, used = [], set()
    for found in findings:
        taken = [name for comment in comments.get(found.span.file, ()) if (name := comment.takes(found))]
        if taken and not rules[found.rule].required:
            used.update(taken)
        else:
            kept.append(found)
    for comment in (comment for of_file in comments.values() for comment in of_file):
        kept += _unexplained(comment, rules)
        kept += (problem for name in comment.names if name not in used for problem in _idle(comment, name, rules))
    return kept


def _documents(sources: Sources) -> dict[str, tuple[SourceFile, Value]]:
    """The YAML files that may have such comments."""
    found = {}
    for path in sources.paths():
        source = sources.get(path)
        if source is not None and path.endswith((".yaml", ".yml")) and "talkif:" in source.text:
            document, _ = sources.document(path)
            if document is not None:
                found[path] = (source, document)
    return found


def _comments(source: SourceFile, document: Value) -> Iterator[_Comment]:
    for match in _COMMENT.finditer(source.text):
        begin = source.position(match.start())
        is_alone = begin.column == 1
        # A `#` begins a comment at the start of a line or after a space (YAML 1.2, 6.6), and not inside text.
        if not (is_alone or match["indent"]) or _is_in_text(document, match.end("indent")):
            continue
        names = tuple(
            Span(source, match.start("rules") + name.start(), match.start("rules") + name.end())
            for name in _NAME.finditer(match["rules"])
        )
        line = _next_line(source, begin.line) if is_alone else begin.line
        covers = _covered(source, document, line)
        span = Span(source, match.end("indent"), match.end())
        yield _Comment(span, names, (match["reason"] or "").strip(), covers)


def _is_in_text(document: Value, offset: int) -> bool:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if not value.span.start <= offset < value.span.end:
            continue
        if isinstance(value, Scalar):
            return True
        waiting += _inside(value)
    return False


def _inside(value: Value) -> list[Value]:
    if isinstance(value, YamlMapping):
        return [entry.value for entry in value.entries.values()]
    return list(value.items) if isinstance(value, Sequence) else []


def _next_line(source: SourceFile, line: int) -> int:
    """The next line that holds more than a comment."""
    for number in range(line + 1, source.line_count + 1):
        text = source.line(number).strip()
        if text and not text.startswith("#"):
            return number
    return line


def _covered(source: SourceFile, document: Value, line: int) -> Span:
    """The line, and all of the largest value that begins on it."""
    start = source.line_start(line)
    end = start + len(source.line(line)) + 1
    waiting = [(document.span.start, document)]
    while waiting:
        begins, value = waiting.pop()
        if value is not document and start <= begins < end:
            end = max(end, value.span.end)
        elif isinstance(value, YamlMapping):
            waiting += [(entry.key.span.start, entry.value) for entry in value.entries.values()]
        elif isinstance(value, Sequence):
            waiting += [(item.span.start, item) for item in value.items]
    return Span(source, start, end)


def _unexplained(comment: _Comment, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    rule = rules["suppression-without-reason"]
    if not comment.names:
        yield rule.at(comment.span, "the comment names no rule", help="Write `# talkif: ignore rule-name -- reason`.")
    elif not comment.reason:
        advice = "Add ` -- ` and why the finding does not matter here."
        yield rule.at(comment.span, "the comment gives no reason", help=advice)


def _idle(comment: _Comment, name: Span, rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """Why a name in a comment has accepted nothing."""
    rule = rules.get(name.text)
    if rule is None:
        yield rules["unknown-rule"].at(name, f"there is no rule `{name.text}`", help=which_rule(name.text, rules))
    elif rule.required:
        message = f"`{name.text}` cannot be ignored: no artifact can be made from a flow that has it"
        yield rules["unknown-rule"].at(name, message)
    else:
        fixes = (Fix("Remove the comment", (Edit(comment.span, ""),), "safe"),) if len(comment.names) == 1 else ()
        message = f"`{name.text}` finds nothing here"
        yield rules["unused-suppression"].at(name, message, fixes=fixes)
