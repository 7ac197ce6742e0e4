"""What callers hear of a flow: its spoken texts, with tags taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ...defaults import LANGUAGE
from ...fields.leaves import Text
from ...linking.link import Linked
from ...linking.parsed_text import ParsedText
from ...source import SourceFile, Span
from ...templates import ParsedTemplate
from ...templates.nodes import Block, Inline, Output, Partial, Statement
from ...templates.nodes import Text as Literal

VALUE = "\ufffc"
"""Stands for each character of a tag that prints a value."""

_VALUE_CHARACTERS = 6
"""Of a printed value, such as a name or a time, when it is not known."""
_CHARACTERS_PER_SECOND = 16
"""Of speech at a usual speed: some 170 words in a minute."""
_PAUSE_MS = 300
"""Between two sentences."""

_SENTENCE = re.compile(r"\S.*?(?:(?<![.!?…。？！])[.!?…。？！]++(?=[\s\"'”’)\]]|\Z)|\Z)", re.DOTALL)
_WORD = re.compile(rf"(?:[^\W_]|['’])+|{VALUE}+")


class Line(Struct, frozen=True):
    """One spoken text."""

    parsed: ParsedText
    heard: str
    """As long as the text: what of it is surely spoken, `VALUE` for printed values, blanks for everything else."""
    vertices: tuple[str, ...] = ()
    """Where in the graph it is spoken."""

    def place(self, start: int, end: int) -> Span:
        return self.parsed.place(start, end)


def is_english(linked: Linked) -> bool:
    return language(linked) == "en"


def language(linked: Linked) -> str:
    """Of the flow, without the region: `en`."""
    return (linked.flow.language.value if linked.flow.language else LANGUAGE).split("-")[0].lower()


def lines(linked: Linked) -> Iterator[Line]:
    """Every spoken text once."""
    for use in linked.uses:
        if isinstance(use.leaf, Text) and use.leaf.use == "speech":
            line = line_of(linked, use.leaf, use.vertices)
            if line is not None:
                yield line


def parts(linked: Linked) -> Iterator[Line]:
    """Every partial that a spoken text leads to, once."""
    seen: set[SourceFile] = set()
    for analysis in linked.analyses:
        leaf, text = analysis.use.leaf, analysis.text
        is_spoken = analysis.is_partial and isinstance(leaf, Text) and leaf.use == "speech"
        if not is_spoken or text is None or text.file is None or text.file in seen:
            continue
        seen.add(text.file)
        if isinstance(text.parsed, ParsedTemplate):
            yield Line(text, _heard(text.content, text.parsed), analysis.use.vertices)


def line_of(linked: Linked, text: Text | None, vertices: tuple[str, ...] = ()) -> Line | None:
    """None when it is not there or does not parse."""
    parsed = linked.texts.get(text) if text is not None else None
    if parsed is None or not isinstance(parsed.parsed, ParsedTemplate):
        return None
    heard = linked.once(_Heard).by_template
    if id(parsed) not in heard:
        heard[id(parsed)] = _heard(parsed.content, parsed.parsed)
    return Line(parsed, heard[id(parsed)], vertices)


class _Heard:
    """What is heard of each template of a flow, by its id()."""

    def __init__(self, _linked: Linked) -> None:
        self.by_template: dict[int, str] = {}


def sentences(heard: str) -> list[tuple[int, int]]:
    """Places of the sentences, with the marks that end them."""
    return [match.span() for match in _SENTENCE.finditer(heard)]


def words(heard: str) -> list[str]:
    """In lower case."""
    return _WORD.findall(heard.casefold())


def normal(heard: str) -> str:
    """Equal for texts that sound the same."""
    return " ".join(words(heard))


def duration_ms(heard: str) -> int:
    """An estimate."""
    values = len(re.findall(f"{VALUE}+", heard))
    letters = len(" ".join(heard.replace(VALUE, "").split())) + values * _VALUE_CHARACTERS
    pauses = max(len(sentences(heard)) - 1, 0)
    return round(letters * 1_000 / _CHARACTERS_PER_SECOND) + pauses * _PAUSE_MS


def literals(line: Line) -> Iterator[tuple[int, int]]:
    """Places of the text between the tags, whichever way conditions go."""
    if isinstance(line.parsed.parsed, ParsedTemplate):
        yield from _literals(line.parsed.parsed.body)


def _literals(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    for statement in statements:
        if isinstance(statement, Literal):
            yield statement.start, statement.end
        elif isinstance(statement, Block):
            yield from _literals(statement.body)
            yield from _literals(statement.inverse)
        elif isinstance(statement, Partial | Inline):
            yield from _literals(statement.body or ())


def _heard(content: str, template: ParsedTemplate) -> str:
    match template.body:
        case [Literal(start=0, end=end)] if end == len(content):
            return content
    characters = [" "] * len(content)
    _write(content, template.body, characters)
    return "".join(characters)


def _write(content: str, statements: Sequence[Statement], characters: list[str]) -> None:
    """Of alternatives, the first."""
    for statement in statements:
        if isinstance(statement, Literal):
            characters[statement.start : statement.end] = content[statement.start : statement.end]
        elif isinstance(statement, Output):
            characters[statement.start : statement.end] = VALUE * (statement.end - statement.start)
        elif isinstance(statement, Block):
            _write(content, statement.body or statement.inverse, characters)
