"""Text into pieces: plain text and mustache tags, and the words inside a tag. Every step is linear in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal as OneOf

from .nodes import TemplateSyntaxError

PieceKind = OneOf[
    "text",
    "output",
    "open",
    "inverse_open",
    "else",
    "close",
    "partial",
    "partial_block",
    "inline",
    "comment",
    "raw_open",
    "raw_close",
]

#: An escaped backslash before a tag, an escaped tag, or a tag.
_TAG = re.compile(r"\\\\(?=\{\{)|\\\{\{|\{\{")
_NEXT_TAG = re.compile(r"(?:\\\\|\\)?\{\{")
_LONG_COMMENT_END = re.compile(r"--(~?)\}\}")
_RAW_OPEN = re.compile(r"\{\{\{\{([^{}]*)\}\}\}\}")
_RAW_CLOSE = "{{{{/raw}}}}"
_QUOTED = r""""(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[(?:\\\]|[^\]])*\]"""
#: What matters on the way to the end of a tag: braces inside quotes and brackets do not count.
_TAG_END = re.compile(rf"""{_QUOTED}|(?P<end>~?\}}\}})|(?P<stray>\{{\{{|["'\[])""")
_TRIPLE_END = re.compile(rf"""{_QUOTED}|(?P<end>\}}~?\}}\}})|(?P<stray>\{{\{{|["'\[])""")
_ELSE = re.compile(r"\s*(?:\^\s*$|else(?:\s*$|\s+(?!=)))")
_SIGILS: tuple[tuple[str, PieceKind], ...] = (
    ("#>", "partial_block"),
    ("#*", "inline"),
    ("#", "open"),
    ("^", "inverse_open"),
    ("/", "close"),
    (">", "partial"),
    ("&", "output"),
)
_WORD = re.compile(
    r"""(?P<space>\s+)
      |(?P<string>"(?:\\"|[^"])*"|'(?:\\'|[^'])*')
      |(?P<number>-?\d+(?:\.\d+)?(?=[=~}\s/.)|\]]|$))
      |(?P<open>\()|(?P<close>\))|(?P<pipe>\|)
      |(?P<up>\.\.(?=[=~}\s/.)|\]]|$))
      |(?P<here>\.(?=[~}\s)|]|/|$))
      |(?P<separator>[./])
      |(?P<at>@)
      |(?P<bracket>\[(?:\\\]|[^\]])*\])
      |(?P<equals>=)
      |(?P<id>[^\s!"\#%-,./;->@\[-\^`{-~]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or one tag. `inner_start` and `inner_end` bound what is written inside the tag, without sigils."""

    kind: PieceKind
    start: int
    end: int
    value: str = ""
    """Of text: with escapes resolved."""
    inner_start: int = 0
    inner_end: int = 0
    strip_before: bool = False
    strip_after: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    kind: str
    text: str
    start: int
    end: int

    @property
    def unquoted(self) -> str:
        """Without the quotes of a string or the brackets of a segment."""
        if self.kind == "string":
            quote = self.text[0]
            return self.text[1:-1].replace("\\" + quote, quote)
        return self.text[1:-1] if self.kind == "bracket" else self.text


def pieces(text: str) -> list[Piece]:
    """Raises TemplateSyntaxError for a tag that is not closed."""
    found: list[Piece] = []
    position = 0
    while position < len(text):
        plain, end = _plain(text, position)
        if plain:
            found.append(Piece("text", position, end, plain))
        if end < len(text):
            found += _tag(text, end)
            end = found[-1].end
        position = end
    return found


def words(text: str, start: int, end: int) -> list[Word]:
    """The words of a tag. Raises TemplateSyntaxError for a character that can start none."""
    found: list[Word] = []
    position = start
    while position < end:
        match = _WORD.match(text, position, end)
        if match is None:
            raise TemplateSyntaxError(f"`{text[position]}` cannot stand here", position, position + 1)
        if match.lastgroup != "space":
            found.append(Word(str(match.lastgroup), match[0], match.start(), match.end()))
        position = match.end()
    return found


def _plain(text: str, position: int) -> tuple[str, int]:
    r"""Text up to the next tag, and where that tag starts. `\{{` is text, `\\{{` is a backslash and a tag."""
    parts: list[str] = []
    while True:
        mark = _TAG.search(text, position)
        if mark is None:
            parts.append(text[position:])
            return "".join(parts), len(text)
        parts.append(text[position : mark.start()])
        if mark[0] == "{{":
            return "".join(parts), mark.start()
        if mark[0] == r"\\":
            parts.append("\\")
            return "".join(parts), mark.end()
        following = _NEXT_TAG.search(text, mark.end())
        position = following.start() if following is not None else len(text)
        parts.append(text[mark.start() + 1 : position])


def _tag(text: str, start: int) -> list[Piece]:
    if text.startswith("{{{{", start):
        return _raw_block(text, start)
    inner = start + 2
    strip_before = text.startswith("~", inner)
    inner += strip_before
    if text.startswith("!", inner):
        return [_comment(text, start, inner, strip_before=strip_before)]
    is_triple = text.startswith("{", inner)
    inner += is_triple
    inner_end, end = _closing(text, start, inner, is_triple=is_triple)
    strip_after = text[end - 3] == "~"
    kind: PieceKind = "output"
    if not is_triple:
        kind, inner = _kind(text, inner, inner_end)
    return [Piece(kind, start, end, "", inner, inner_end, strip_before, strip_after)]


def _comment(text: str, start: int, inner: int, *, strip_before: bool) -> Piece:
    if text.startswith("!--", inner):
        ending = _LONG_COMMENT_END.search(text, inner + 3)
        if ending is None:
            raise TemplateSyntaxError("this comment is not closed: `--}}` is missing", start, inner + 3)
        return Piece("comment", start, ending.end(), strip_before=strip_before, strip_after=ending[1] == "~")
    closing = text.find("}}", inner)
    if closing < 0:
        raise TemplateSyntaxError("this comment is not closed: `}}` is missing", start, inner + 1)
    return Piece("comment", start, closing + 2, strip_before=strip_before, strip_after=text[closing - 1] == "~")


def _closing(text: str, start: int, position: int, *, is_triple: bool) -> tuple[int, int]:
    """Where the inside of a tag ends, and where the tag ends."""
    pattern, missing = (_TRIPLE_END, "}}}") if is_triple else (_TAG_END, "}}")
    while (mark := pattern.search(text, position)) is not None and mark["stray"] is None:
        if mark["end"] is not None:
            return mark.start(), mark.end()
        position = mark.end()
    raise TemplateSyntaxError(f"this tag is not closed: `{missing}` is missing", start, start + 2)


def _kind(text: str, inner: int, inner_end: int) -> tuple[PieceKind, int]:
    chain = _ELSE.match(text, inner, inner_end)
    if chain is not None:
        return "else", chain.end()
    for sigil, kind in _SIGILS:
        if text.startswith(sigil, inner, inner_end):
            return kind, inner + len(sigil)
    return "output", inner


def _raw_block(text: str, start: int) -> list[Piece]:
    opened = _RAW_OPEN.match(text, start)
    if opened is None or opened[1].strip() != "raw":
        raise TemplateSyntaxError("a raw block has the form {{{{raw}}}} … {{{{/raw}}}}", start, start + 4)
    close = text.find(_RAW_CLOSE, opened.end())
    if close < 0:
        raise TemplateSyntaxError(f"this raw block is not closed: `{_RAW_CLOSE}` is missing", start, opened.end())
    content = text[opened.end() : close]
    return [
        Piece("raw_open", start, opened.end()),
        *([Piece("text", opened.end(), close, content)] if content else []),
        Piece("raw_close", close, close + len(_RAW_CLOSE)),
    ]
