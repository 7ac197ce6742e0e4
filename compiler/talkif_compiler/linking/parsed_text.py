"""A template together with the way from its characters back to the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from .. import templates
from ..fields.leaves import Text
from ..source import SourceFile, Span
from ..syntax.scalar_map import span_in
from ..syntax.sources import Sources
from ..templates import ParsedTemplate, TemplateSyntaxError


class ParsedText(Struct, frozen=True):
    text: Text
    content: str
    file: SourceFile | None
    """The file that holds nothing but this template; None when it is written in place."""
    parsed: ParsedTemplate | TemplateSyntaxError

    def place(self, start: int, end: int) -> Span:
        if self.file is not None:
            return Span(self.file, start, end)
        return span_in(self.text.scalar, start, end)


Parse: TypeAlias = Callable[[str], ParsedTemplate | TemplateSyntaxError]


def parse_text(text: Text, sources: Sources, parse: Parse) -> ParsedText | None:
    """None when the file of the text is missing. `parse`: `parse_template`, or one that remembers."""
    if not text.in_file:
        return ParsedText(text, text.scalar.text, None, parse(text.scalar.text))
    file = sources.get(text.scalar.text)
    return ParsedText(text, file.text, file, parse(file.text)) if file is not None else None


def parse_template(content: str) -> ParsedTemplate | TemplateSyntaxError:
    try:
        return templates.parse(content)
    except TemplateSyntaxError as error:
        return error
