"""Text into pieces: plain text and mustache tags, and the words inside a tag."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal as OneOf

from .nodes import TemplateSyntaxError

TagKind = OneOf["text", "output", "open", "inverse_open", "else", "close", "partial", "partial_block", "inline", "comment", "raw"]

_TAG = re.compile(r"\\\\(?=\{\{)|\\\{\{|\{\{")
_COMMENT_LONG = re.compile(r"\{\{(~)?!--[\s\S]*?--(~)?\}\}")
_COMMENT = re.compile(r"\{\{(~)?![\s\S]*?\}\}")
_RAW_OPEN = re.compile(r"\{\{\{\{\s*([^\s{}/]+)\s*([^{}]*)\}\}\}\}")
_SIGILS: tuple[tuple[str, TagKind], ...] = (
    ("#>", "partial_block"),
    ("#*", "inline"),
    ("#", "open"),
    ("^", "inverse_open"),
    ("/", "close"),
    (">", "partial"),
)
_WORD = re.compile(
    r"""(?P<space>\s+)
      |(?P<string>"(?:\\"|[^"])*"|'(?:\\'|[^'])*')
      |(?P<number>-?\d+(?:\.\d+)?(?=[=~}\s/.)|\]]|$))
      |(?P<open>\()|(?P<close>\))|(?P<pipe>\|)
      |(?P<up>\.\.(?=[=~}\s/.)|\]]|$))
      |(?P<here>\.(?=[~}\s)|]|/|$))
      |(?P<sep>[./])
      |(?P<at>@)
      |(?P<bracket>\[(?:\\\]|[^\]])*\])
      |(?P<equals>=)
      |(?P<id>[^\s!"\#%-,./;->@\[-\^`{-~]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or one tag. `inner_start` and `inner_end` bound what is written inside the tag, without sigils."""

    kind: TagKind
    start: int
    end: int
    value: str = ""
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


def pieces(text: str) -> list[Piece]:
    """Raises TemplateSyntaxError for a tag that is not closed."""
    found: list[Piece] = []
    plain: list[str] = []
    position = plain_start = 0

    def flush(end: int) -> None:
        if plain:
            found.append(Piece("text", plain_start, end, "".join(plain)))
            plain.clear()

    while True:
        mark = _TAG.search(text, position)
        if mark is None:
            plain.append(text[position:])
            break
        plain.append(text[position : mark.start()])
        if mark[0] == r"\{{":
            end = text.find("{{", mark.end())
            escaped = re.compile(r"(?:\\\\|\\)?\{\{").search(text, mark.end())
            end = escaped.start() if escaped is not None else len(text)
            plain.append(text[mark.start() + 1 : end])
            position = end
            continue
        if mark[0] == r"\\":
            plain.append("\\")
            position = mark.end()
            mark = re.compile(r"\{\{").match(text, position)
            assert mark is not None
        flush(mark.start())
        piece = _tag(text, mark.start())
        found.append(piece)
        position = plain_start = piece.end
    flush(len(text))
    return [piece for piece in found if piece.kind != "text" or piece.value]


def _tag(text: str, start: int) -> Piece:
    if text.startswith("{{{{", start):
        return _raw_block(text, start)
    for pattern in (_COMMENT_LONG, _COMMENT):
        comment = pattern.match(text, start)
        if comment is not None:
            after = pattern is _COMMENT_LONG and comment[2] is not None
            return Piece(
                "comment", start, comment.end(), strip_before=comment[1] is not None,
                strip_after=after or comment[0].endswith("~}}"),
            )  # fmt: skip
    inner = start + 2
    strip_before = text.startswith("~", inner)
    inner += strip_before
    triple = text.startswith("{", inner)
    if triple:
        inner += 1
    end = _closing(text, inner, start, triple)
    inner_end = end - (3 if triple else 2)
    strip_after = text[inner_end - 1] == "~" if triple is False else text[end - 3] == "~"
    if triple and text.startswith("}~}}", end - 4):
        inner_end, strip_after = end - 4, True
    elif strip_after:
        inner_end -= 1
    if triple:
        return Piece("output", start, end, "", inner, inner_end, strip_before, strip_after)
    kind, inner = _kind(text, inner, inner_end)
    return Piece(kind, start, end, "", inner, inner_end, strip_before, strip_after)


def _kind(text: str, inner: int, inner_end: int) -> tuple[TagKind, int]:
    content = text[inner:inner_end]
    if content.strip() in ("else", "^"):
        return "else", inner + content.index(content.strip()) + len(content.strip())
    chained = re.match(r"\s*else\s+", content)
    if chained is not None and "=" not in content[: chained.end() + 1]:
        return "else", inner + chained.end()
    for sigil, kind in _SIGILS:
        if content.startswith(sigil):
            return kind, inner + len(sigil)
    if content.startswith("&"):
        inner += 1
    return "output", inner


def _closing(text: str, position: int, start: int, triple: bool) -> int:
    """End of the tag. Braces inside strings and brackets do not count."""
    close = "}}}" if triple else "}}"
    while position < len(text):
        if triple and text.startswith("}~}}", position):
            return position + 4
        if text.startswith(close, position):
            return position + len(close)
        character = text[position]
        if character in "\"'":
            quoted = re.compile(r"""("(?:\\"|[^"])*"|'(?:\\'|[^'])*')""").match(text, position)
            if quoted is None:
                break
            position = quoted.end()
        elif character == "[":
            bracket = text.find("]", position)
            position = bracket + 1 if bracket >= 0 else len(text)
        elif text.startswith("{{", position):
            break
        else:
            position += 1
    raise TemplateSyntaxError(f"this tag is not closed: `{close}` is missing", start, start + 2)


def _raw_block(text: str, start: int) -> Piece:
    opened = _RAW_OPEN.match(text, start)
    if opened is None:
        raise TemplateSyntaxError("a raw block has the form {{{{name}}}} … {{{{/name}}}}", start, start + 4)
    closing = re.compile(r"\{\{\{\{/" + re.escape(opened[1]) + r"\}\}\}\}").search(text, opened.end())
    if closing is None:
        raise TemplateSyntaxError(f"the raw block `{opened[1]}` is not closed", start, opened.end())
    return Piece(
        "raw", start, closing.end(), text[opened.end() : closing.start()], opened.start(1), opened.end(2)
    )


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
