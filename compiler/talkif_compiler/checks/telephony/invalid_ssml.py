"""Markup in spoken text is broken, or none of SSML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Label
from ...linking.link import Linked
from ...rule import Rule
from ...suggest import nearest
from ..dialogue.speech import Line, lines, literals

RULE = Rule(
    id="invalid-ssml",
    severity="error",
    summary="Markup in spoken text is broken, or none of SSML.",
    doc="""\
Voices know the elements of SSML, such as `<break time="500ms"/>`. Vendors refuse text with others, or with a tag that
is not closed, and then the caller hears nothing; or they read the tag out. What looks like `<your name>` is most often
a place in a text that somebody forgot to fill.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello, this is <company name>.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello, <break time='300ms'/> this is {{account.name}}.", next: bye}
  bye: {type: end}
""",
)


#: W3C SSML 1.1, and the extensions that vendors document.
_ELEMENTS = frozenset(
    {"speak", "break", "prosody", "emphasis", "say-as", "phoneme", "sub", "p", "s", "voice", "audio", "lang", "mark"}
    | {"w", "token", "desc", "lexicon", "lookup", "meta", "metadata", "par", "seq", "media", "bookmark", "silence"}
    | {"amazon:effect", "amazon:domain", "amazon:auto-breaths", "mstts:express-as", "mstts:silence", "google:style"}
    | {"lexeme", "speed", "volume", "emotion", "spell"}
)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<rest>(?:\s[^<>]*)?)(?P<empty>/?)>")
_OPEN_END = re.compile(r"<(?P<name>[a-z][a-z:-]*)\b[^<>]*\Z")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for line in lines(linked):
        if "<" in line.parsed.content:
            yield from _judge(line)


def _judge(line: Line) -> Iterator[Diagnostic]:
    """Tags may stand on both sides of a printed value, so all of the text counts together."""
    content = line.parsed.content
    opened: list[re.Match[str]] = []
    for match in _tags(line):
        name = match["name"].lower()
        if name not in _ELEMENTS:
            guess = nearest(name, _ELEMENTS)
            advice = f"Did you mean `<{guess}>`?" if guess else "Put what is meant in its place, or leave it out."
            yield RULE.at(line.place(*match.span()), f"`{match[0]}` is no markup that a voice knows", help=advice)
        elif match["close"]:
            if opened and opened[-1]["name"].lower() == name:
                opened.pop()
            else:
                yield RULE.at(line.place(*match.span()), f"`{match[0]}` closes what is not open here")
        elif not match["empty"] and not match["rest"].rstrip().endswith("/"):
            opened.append(match)
    for match in opened:
        advice = f"Close it: `</{match['name']}>`, or write `<{match['name']}{match['rest']}/>`."
        yield RULE.at(line.place(*match.span()), f"`{match[0]}` is never closed", help=advice)
    unfinished = _OPEN_END.search(content)
    if unfinished is not None and unfinished["name"] in _ELEMENTS:
        start = unfinished.start()
        yield RULE.at(
            line.place(start, start + 1), "this tag has no end", related=(Label(line.parsed.text.span, "in this text"),)
        )


def _tags(line: Line) -> Iterator[re.Match[str]]:
    """Those that begin outside of the tags of the template; values may stand inside of them."""
    spoken = [range(start, end) for start, end in literals(line)]
    for match in _TAG.finditer(line.parsed.content):
        if any(match.start() in part for part in spoken):
            yield match
