"""Something is written for the eye and spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Edit, Fix
from ...linking.link import Linked
from ...rule import Rule
from ..dialogue.speech import Line, lines, literals, parts
from .unspeakable import KINDS, SUSPECT, Kind

RULE = Rule(
    id="unspeakable-text",
    severity="warning",
    summary="Something is written for the eye and spoken.",
    doc="""\
Addresses of pages and of e-mail, Markdown, emoji, HTML entities, long runs of digits, dates such as 2026-05-01 and
words in capitals look right on a screen. A voice reads them out sign by sign, as one big number, or not at all. The
rule looks at everything that is spoken word for word; what models are told may be written as you like.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Visit https://www.example.com/orders for more.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "You find more on our page about orders.", next: bye}
  bye: {type: end}
""",
)

#: In text without quotes.
_MEANS_MORE = re.compile(r":(?:\s|$)|\s#")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for line in (*lines(linked), *parts(linked)):
        if SUSPECT.search(line.parsed.content) is None:
            continue
        taken: list[tuple[int, int]] = []
        for start, end in literals(line):
            for kind in KINDS:
                yield from _find(line, kind, start, end, taken)


def _find(line: Line, kind: Kind, start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[Diagnostic]:
    """What an earlier kind has found is not found again."""
    content = line.parsed.content
    for match in kind.pattern.finditer(content, start, end):
        if any(match.start() < until and since < match.end() for since, until in taken):
            continue
        taken.append(match.span())
        place = line.place(*match.span())
        instead = kind.rewrite(match, _quote(line))
        fixes: tuple[Fix, ...] = ()
        # Where the text is escaped or folded, another one could mean something else.
        if instead is not None and place.text == match[0] and not ("{{" in instead and _is_bare(line)):
            title = f"Write `{instead}`" if instead else "Remove it"
            edits = (Edit(place, instead),) if instead else _removal(line, kind, match, start, end)
            fixes = (Fix(title, edits, "safe" if kind.is_safe else "unsafe"),) if edits else ()
        yield RULE.at(place, f"`{match[0].strip(' `')}`: {kind.why}", help=kind.advice, fixes=fixes)


def _removal(line: Line, kind: Kind, match: re.Match[str], start: int, end: int) -> tuple[Edit, ...]:
    """With a blank beside it that would be one too many. None where no text would be left, or another value."""
    content = line.parsed.content
    first, last = match.span()
    if content[last : last + 1] == " " and last < end and content[max(first - 1, 0) : first] in ("", " ", "\n"):
        last += 1
    elif content[last : last + 1] in ("", "\n") and content[max(first - 1, start) : first] == " ":
        first -= 1
    rest = content[:first] + content[last:]
    is_torn = _is_bare(line) and ((first == 0 and not rest[:1].isalnum()) or _MEANS_MORE.search(rest) is not None)
    if is_torn or not kind.pattern.sub("", content).strip():
        return ()
    place = line.place(first, last)
    return (Edit(place, ""),) if place.text == content[first:last] else ()


def _quote(line: Line) -> str:
    written = line.parsed
    return '"' if written.file is None and written.text.scalar.style == "single" else "'"


def _is_bare(line: Line) -> bool:
    """Braces mean something to YAML in text without quotes."""
    return line.parsed.file is None and line.parsed.text.scalar.style == "plain"
