"""A text holds characters that nobody sees, or letters that look like others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial

from ...diagnostics import Applicability, Diagnostic, Edit, Fix
from ...fields.leaves import Formula
from ...fields.tools import ToolUse
from ...linking.link import Linked
from ...repository import partials
from ...rule import Rule
from ...source import SourceFile, Span
from ...syntax.document import Scalar, Value, scalars
from ...syntax.scalar_map import span_in

RULE = Rule(
    id="hidden-characters",
    severity="warning",
    summary="A text holds characters that nobody sees, or letters that look like others.",
    doc="""\
Characters without width, marks that turn the direction of writing around, and tags reach the model although whoever
reviews the flow does not see them: an instruction can be hidden in them, and a line can read otherwise than it is sent.
A letter of another script within a word looks right, and is spoken wrongly or not found. Every text of the flow is
looked at, and so are the files that it uses: prompts, partials, tools.

What a script or an emoji needs is left alone: joiners in Persian and Hindi, marks of direction in Arabic and Hebrew,
the tags of flags. So is an escape in a formula, or in a value that is sent as it is: whoever wrote it meant it.
""",
    bad="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello\\u200b and welcome.", next: bye}
  bye: {type: end}
""",
    good="""\
schema: talkif.flow/v1
flow: greeting
start: greet
nodes:
  greet: {type: say, text: "Hello and welcome.", next: bye}
  bye: {type: end}
""",
)

#: Soft hyphen, fillers, zero width, directions, invisible signs, annotations, tags, selectors of variants.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
#: Scripts whose letters join, or stand apart, by a joiner: Arabic to Sinhala, Myanmar, Khmer and Mongolian, and more.
_JOINING = re.compile("[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u1a20-\u1cff\ua840-\ua8ff\ufb50-\ufdff\ufe70-\ufefc]")
#: How YAML writes a character that may be one of these in plain ASCII.
_ESCAPE = re.compile(r"\\[xuU]")
_FLAG = re.compile("(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,6}\U000e007f")

#: Letters of Greek and Cyrillic -> the Latin letter that they cannot be told from.
_LATIN = dict(
    zip(
        "аеорсухіѕјһԁԛԝАВЕКМНОРСТХІЅЈοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxisjhdqwABEKMHOPCTXISJoABEZHIKMNOPTYX",
        strict=True,
    )
)
_CYRILLIC = {latin: other for other, latin in _LATIN.items() if "\u0400" <= other <= "\u052f"}
_WORD = re.compile(r"[^\W\d_]+")
_IS_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_IS_CYRILLIC = re.compile("[\u0400-\u052f]")


def check(linked: Linked) -> Iterator[Diagnostic]:
    for scalar in _written(linked):
        if not scalar.text.isascii():
            worded, kept = linked.once(_by_use)
            applicability: Applicability = "safe" if id(scalar) in worded else "unsafe"
            yield from _in(scalar.text, partial(span_in, scalar), applicability, is_kept=id(scalar) in kept)
    for source in _files(linked):
        if not source.text.isascii():
            yield from _in(source.text, partial(Span, source), "safe")


def _by_use(linked: Linked) -> tuple[set[int], set[int]]:
    """By id(): scalars that are said or told to models, and those whose every character counts."""
    worded: set[int] = set()
    kept: set[int] = set()
    for use in linked.uses:
        is_kept = isinstance(use.leaf, Formula) or use.leaf.use == "data"
        (kept if is_kept else worded).add(id(use.leaf.scalar))
    return worded, kept


def _written(linked: Linked) -> Iterator[Scalar]:
    """Every text of the flow's own file, and of the files that its tools are in."""
    documents: dict[str, Value] = {linked.flow.span.file: linked.flow.mapping}
    for path in dict.fromkeys(tool.path for tool in (linked.flow.tools or {}).values() if isinstance(tool, ToolUse)):
        document = linked.sources.document(path)[0] if linked.sources.get(path) is not None else None
        if document is not None:
            documents[path] = document
    for document in documents.values():
        text = document.span.source.text
        if not text.isascii() or _ESCAPE.search(text):
            yield from scalars(document)


def _files(linked: Linked) -> Iterator[SourceFile]:
    """Files that hold nothing but a template."""
    yield from {found.file.path: found.file for found in linked.texts.values() if found.file is not None}.values()
    for name in sorted(linked.partials):
        source = linked.sources.get(partials.path_of(name))
        if source is not None:
            yield source


def _in(
    content: str, place: Callable[[int, int], Span], applicability: Applicability, *, is_kept: bool = False
) -> Iterator[Diagnostic]:
    """`applicability`: of taking out what cannot be seen. `is_kept`: what is written as an escape is meant."""
    for start, end in hidden(content):
        span = place(start, end)
        if is_kept and span.text.startswith("\\"):
            continue
        what = unicodedata.name(content[start], "").lower() or "unassigned"
        message = f"U+{ord(content[start]):04X} ({what}) is in the text, but cannot be seen"
        if end - start > 1:
            message = f"{end - start} characters from U+{ord(content[start]):04X} ({what}) on cannot be seen"
        fix = Fix("Remove what cannot be seen", (Edit(span, ""),), applicability)
        yield RULE.at(span, message, fixes=(fix,))
    for start, end, meant in lookalikes(content):
        span = place(start, end)
        message = f"`{content[start:end]}` mixes letters of two scripts that look alike"
        fix = Fix(f"Write `{meant}` in letters of one script", (Edit(span, meant),), "unsafe")
        yield RULE.at(span, message, fixes=(fix,))


def hidden(content: str) -> Iterator[tuple[int, int]]:
    """Runs of characters that nobody sees and nothing needs."""
    is_right_to_left = _RIGHT_TO_LEFT.search(content) is not None
    for match in _HIDDEN.finditer(content):
        start = None
        flag = _FLAG.match(content, match.start())
        for at in range(flag.end() if flag else match.start(), match.end()):
            is_needed = (is_right_to_left and content[at] in _DIRECTIONS) or _joins(content, at)
            if is_needed and start is not None:
                yield start, at
                start = None
            elif not is_needed and start is None:
                start = at
        if start is not None:
            yield start, match.end()


def _joins(content: str, at: int) -> bool:
    """Whether the characters around it need a joiner, or a selector of a variant, at a place."""
    before = content[at - 1] if at else ""
    after = content[at + 1 : at + 2]
    if "\U000e0100" <= content[at] <= "\U000e01ef":
        return unicodedata.name(before or " ", "").startswith("CJK ")
    if content[at] not in "\u200c\u200d" or not before:
        return False
    is_emoji = content[at] == "\u200d" and before + after != before and unicodedata.category(after) == "So"
    return _JOINING.match(before) is not None or (is_emoji and unicodedata.category(before) in ("So", "Sk", "Mn"))


def lookalikes(content: str) -> Iterator[tuple[int, int, str]]:
    """Words with a letter of another script, and what they seem to say."""
    for match in _WORD.finditer(content):
        word = match[0]
        if word.isascii() or not _IS_LATIN.search(word):
            continue
        others = [letter for letter in word if not _IS_LATIN.match(letter)]
        latin = [letter for letter in word if _IS_LATIN.match(letter)]
        if others and all(letter in _LATIN for letter in others):
            yield match.start(), match.end(), "".join(_LATIN.get(letter, letter) for letter in word)
        elif (
            len(latin) < len(others)
            and all(letter in _CYRILLIC for letter in latin)
            and all(_IS_CYRILLIC.match(letter) for letter in others)
        ):
            yield match.start(), match.end(), "".join(_CYRILLIC.get(letter, letter) for letter in word)
