"""What is being typed at a place of a YAML file, whatever state the typing has left the file in.

A mark is put where the cursor is, and the line is closed in the ways in which it may go on, until the file can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ..source import SourceFile
from ..syntax.document import Value
from ..syntax.parse import parse
from .mending import parse_mended, without_lines
from .outline import Outline, outline
from .shapes import root_shape
from .spots import Spot, spots

MARK = "\ue000"
"""A character that nobody writes: the first one for private use."""

_MANY_CHARACTERS = 1_000_000
_KEY_ALONE = re.compile(r"^\s*(?:- +)*[\w-]*$")
_WORD_AFTER = re.compile(r"[\w-]*")


class Cursor(Struct, frozen=True):
    source: SourceFile
    """As it is, without the mark."""
    offset: int
    spot: Spot
    """The scalar with the mark in it."""
    outline: Outline
    """Of the file with the mark in it."""
    document: Value

    @property
    def before(self) -> str:
        """Content of the scalar up to the cursor."""
        return self.spot.scalar.text.partition(MARK)[0]

    @property
    def start(self) -> int:
        """Where what was typed of the scalar begins, as far as it is written as it stands."""
        typed = self.before
        begins = self.offset - len(typed)
        return begins if begins >= 0 and self.source.text[begins : self.offset] == typed else self.offset

    @property
    def end(self) -> int:
        """End of the word that the cursor is in."""
        after = _WORD_AFTER.match(self.source.text, self.offset)
        return after.end() if after is not None else self.offset

    @property
    def is_quoted(self) -> bool:
        return self.spot.scalar.style in ("single", "double")

    @property
    def in_flow(self) -> bool:
        """Inside of `{}` or `[]` that begin on the line."""
        line = self.source.position(self.offset)
        return bool(_open_brackets(self.source.line(line.line)[: line.column - 1]).strip("\"'"))

    @property
    def goes_on(self) -> bool:
        """A `:` follows the word."""
        return self.source.text[self.end : self.end + 1] == ":"


def cursor_at(source: SourceFile, offset: int, kind: str) -> Cursor | None:
    """None where nothing can be known, as in a comment. `kind`: a key of `json_schema.FILES`."""
    line = source.position(offset).line
    for text in _bases(source, line):
        for candidate in _candidates(text, offset):
            marked = SourceFile(source.home, candidate)
            document, _ = parse(marked)
            if document is None:
                continue
            found = next((spot for spot in spots(document, root_shape(kind)) if MARK in spot.scalar.text), None)
            if found is not None:
                return Cursor(source, offset, found, outline(document), document)
    return None


def _bases(source: SourceFile, line: int) -> Iterator[str]:
    """The file, and the file without the lines elsewhere that are no YAML."""
    yield source.text
    _, broken = parse_mended(without_lines(source, [line]))
    if broken:
        yield without_lines(source, broken).text


def _candidates(text: str, offset: int) -> Iterator[str]:
    """Texts with the mark."""
    begin = text.rfind("\n", 0, offset) + 1
    stop = text.find("\n", offset)
    stop = len(text) if stop < 0 else stop
    head, tail = text[begin:offset], text[offset:stop]
    before, after = text[:begin], text[stop:]
    closers = _open_brackets(head)
    lines = [f"{head}{MARK}{tail}", f"{head}{MARK}{closers}", f"{head}{MARK}: x{closers}"]
    if _KEY_ALONE.match(head) and not tail.strip():
        # On a line of its own, a word is the beginning of a key.
        lines.insert(0, f"{head}{MARK}: x")
    for line in lines[: 1 if len(text) > _MANY_CHARACTERS else None]:
        yield f"{before}{line}{after}"


def _open_brackets(head: str) -> str:
    """What closes the quotes, braces and brackets that a line has opened, the innermost first."""
    closers: list[str] = []
    quote = ""
    index = 0
    while index < len(head):
        character = head[index]
        if quote:
            if character == "\\" and quote == '"':
                index += 1
            elif character == quote:
                quote = ""
        elif character in "\"'" and head[:index].rstrip()[-1:] in ("", ":", ",", "[", "{", "-"):
            quote = character
        elif character in "{[":
            closers.append("}" if character == "{" else "]")
        elif character in "}]" and closers:
            closers.pop()
        elif character == "#" and (index == 0 or head[index - 1] in " \t"):
            break
        index += 1
    return quote + "".join(reversed(closers))
