"""Text into pieces: plain text and mustache tags. Every step is linear in the text."""

from __future__ import annotations

import re
from typing import Literal as OneOf

from msgspec import Struct

from .nodes import TemplateSyntaxError
from .words import BLANK, QUOTED

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
#: A tag without quotes, brackets and braces inside, which most are.
_PLAIN_TAG = re.compile(r"""\{\{(~?)([^{}"'\[~!][^{}"'\[~]*)(~?)\}\}""")
_LONG_COMMENT_END = re.compile(r"--(~?)\}\}")
#: What matters on the way to the end of a tag: braces inside quotes and brackets do not count.
_TAG_END = re.compile(rf"""{QUOTED}|(?P<end>~?\}}\}})|(?P<stray>\{{\{{|["'\[])""")
_TRIPLE_END = re.compile(rf"""{QUOTED}|(?P<end>\}}~?\}}\}})|(?P<stray>\{{\{{|["'\[])""")
_RAW_END = re.compile(rf"""{QUOTED}|(?P<end>\}}\}}\}}\}})|(?P<stray>\{{\{{|["'\[])""")
#: A raw block inside of a raw block, or the end of one.
_RAW_MARK = re.compile(rf"""\{{\{{\{{\{{(?:/(?P<name>[^{BLANK}!"\#%-,./;->@\[-\^`{{-~]+)\}}\}}\}}\}}|(?!/))""")
_ELSE = re.compile(rf"[{BLANK}]*(?:\^[{BLANK}]*$|else(?![A-Za-z0-9_]))")
_SIGILS: dict[str, PieceKind] = {"#": "open", "^": "inverse_open", "/": "close", ">": "partial", "&": "output"}
_SECOND_SIGILS: dict[str, PieceKind] = {">": "partial_block", "*": "inline"}


class Piece(Struct, frozen=True):
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


def _plain(text: str, position: int) -> tuple[str, int]:
    r"""Text up to the next tag, and where that tag starts. `\{{` is text, `\\{{` is a backslash and a tag."""
    tag = text.find("{{", position)
    if tag < 0:
        return text[position:], len(text)
    if text[tag - 1] != "\\" or tag == position:
        return text[position:tag], tag
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
    plain = _PLAIN_TAG.match(text, start)
    if plain is not None:
        kind, inner = _kind(text, plain.start(2), plain.end(2))
        return [Piece(kind, start, plain.end(), "", inner, plain.end(2), bool(plain[1]), bool(plain[3]))]
    if text.startswith("{{{{", start):
        return _raw_block(text, start)
    inner = start + 2
    strip_before = text.startswith("~", inner)
    inner += strip_before
    if text.startswith("!", inner):
        return [_comment(text, start, inner, strip_before=strip_before)]
    is_triple = text.startswith("{", inner)
    inner += is_triple
    inner_end, end = _closing(text, start, inner, *((_TRIPLE_END, "}}}") if is_triple else (_TAG_END, "}}")))
    strip_after = text[end - 3] == "~"
    kind = "output"
    if not is_triple:
        kind, inner = _kind(text, inner, inner_end)
    return [Piece(kind, start, end, "", inner, inner_end, strip_before, strip_after)]


def _comment(text: str, start: int, inner: int, *, strip_before: bool) -> Piece:
    if text.startswith("!--", inner):
        ending = _LONG_COMMENT_END.search(text, inner + 1)
        if ending is None:
            raise TemplateSyntaxError("this comment is not closed: `--}}` is missing", start, inner + 3)
        return Piece("comment", start, ending.end(), strip_before=strip_before, strip_after=ending[1] == "~")
    closing = text.find("}}", inner)
    if closing < 0:
        raise TemplateSyntaxError("this comment is not closed: `}}` is missing", start, inner + 1)
    return Piece("comment", start, closing + 2, strip_before=strip_before, strip_after=text[closing - 1] == "~")


def _closing(text: str, start: int, position: int, pattern: re.Pattern[str], missing: str) -> tuple[int, int]:
    """Where the inside of a tag ends, and where the tag ends."""
    while (mark := pattern.search(text, position)) is not None and mark["stray"] is None:
        if mark["end"] is not None:
            return mark.start(), mark.end()
        position = mark.end()
    raise TemplateSyntaxError(f"this tag is not closed: `{missing}` is missing", start, start + 2)


def _kind(text: str, inner: int, inner_end: int) -> tuple[PieceKind, int]:
    chain = _ELSE.match(text, inner, inner_end)
    if chain is not None:
        return "else", chain.end()
    kind = _SIGILS.get(text[inner : inner + 1])
    if kind is None:
        return "output", inner
    second = _SECOND_SIGILS.get(text[inner + 1 : inner + 2]) if kind == "open" else None
    return (second, inner + 2) if second is not None else (kind, inner + 1)


def _raw_block(text: str, start: int) -> list[Piece]:
    """`{{{{name}}}} anything {{{{/name}}}}`, as opening tag, text and closing tag."""
    inner_end, end = _closing(text, start, start + 4, _RAW_END, "}}}}")
    opened = Piece("raw_open", start, end, "", start + 4, inner_end)
    depth, position = 1, end
    while (mark := _RAW_MARK.search(text, position)) is not None:
        depth += 1 if mark["name"] is None else -1
        if depth == 0:
            content = [Piece("text", end, mark.start(), text[end : mark.start()])] if mark.start() > end else []
            return [opened, *content, Piece("raw_close", mark.start(), mark.end(), "", *mark.span("name"))]
        position = mark.end()
    name = text[start + 4 : inner_end].strip()
    raise TemplateSyntaxError(f"this raw block is not closed: `{{{{{{{{/{name}}}}}}}}}` is missing", start, end)
