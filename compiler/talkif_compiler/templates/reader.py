"""What is written inside one tag, as expressions: recursive descent over its words."""

from __future__ import annotations

import re

from talkif_schemas.template_ast import MAX_PATH_PARTS

from .lexer import Piece
from .nodes import Call, Expr, Literal, Path, TemplateSyntaxError
from .words import Word, words

MAX_PARENTHESES = 30
MAX_BLOCK_PARAMS = 10
_MAX_DIGITS = 15
_KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}
#: A path of plain names, which most tags hold and nothing else.
_NAMES = re.compile(r" ?((?!(?:this|true|false|null|undefined)\b)[A-Za-z_]\w*(?:\.(?!this\b)[A-Za-z_]\w*)*) ?")
_INDEXES = re.compile(r"[0-9]+(?:\.[0-9]+)*")

Options = tuple[tuple[str, Expr], ...]


def plain_path(text: str, piece: Piece) -> Path | None:
    """The path in a tag that holds nothing but plain names; None for everything else."""
    match = _NAMES.fullmatch(text, piece.inner_start, piece.inner_end)
    if match is None:
        return None
    segments = tuple(match[1].split("."))
    return Path(0, False, segments, False, *match.span(1)) if len(segments) <= MAX_PATH_PARTS else None


class TagReader:
    """Reads one tag once, front to back. Every method raises TemplateSyntaxError."""

    def __init__(self, text: str, piece: Piece) -> None:
        self._words = words(text, piece.inner_start, piece.inner_end)
        self._at = 0
        self._piece = piece
        self._depth = 0
        self.name = ""
        """What a block or partial is called, as its closing tag has to repeat it."""

    @property
    def is_empty(self) -> bool:
        return not self._words

    def whole(self) -> Expr:
        """The whole tag as one expression."""
        expr = self._call(self._head())
        self._end()
        return expr

    def block(self) -> tuple[Expr, tuple[str, ...]]:
        """A block's expression and its block parameters."""
        expr = self._call(self._head())
        params = self._params()
        self._end()
        return expr, params

    def partial(self) -> tuple[Expr, Expr | None, Options]:
        """A partial's name, context and options."""
        name = self._value()
        if not isinstance(name, Call):
            self.name = self._joined()
            name = Literal(self.name, name.start, name.end)
        elif self._piece.kind == "partial_block":
            message = "a partial with content is called by its name, which its closing tag repeats"
            raise TemplateSyntaxError(message, name.start, name.end)
        args, options = self._arguments()
        self._end()
        if len(args) > 1:
            raise TemplateSyntaxError("a partial takes one context", args[1].start, args[1].end)
        return name, args[0] if args else None, options

    def close_name(self) -> str:
        """What a closing tag closes."""
        if self.is_empty:
            raise TemplateSyntaxError("the name of the block is missing", self._piece.start, self._piece.end)
        self._head()
        self._end()
        return self.name

    # ------------------------------------------------------------ words

    def _peek(self, ahead: int = 0) -> Word | None:
        index = self._at + ahead
        return self._words[index] if index < len(self._words) else None

    def _next(self) -> Word:
        word = self._peek()
        if word is None:
            message = "something is missing before the end of this tag"
            raise TemplateSyntaxError(message, self._piece.start, self._piece.end)
        self._at += 1
        return word

    def _end(self) -> None:
        word = self._peek()
        if word is not None:
            raise _misplaced(word)

    def _joined(self) -> str:
        """What was read so far, without quotes and brackets."""
        read = self._words[: self._at]
        if len(read) == 1 and read[0].kind == "number":
            return _plain_number(read[0].text)
        return "".join(word.unquoted for word in read)

    # ------------------------------------------------------------ parts

    def _head(self) -> Path:
        """What a tag starts with. A literal that stands there is a name, as `{{12}}` is the field "12"."""
        first = self._peek()
        if first is not None and first.kind == "open":
            message = "a tag starts with a name; write the call without its parentheses"
            raise TemplateSyntaxError(message, first.start, first.end)
        head = self._value()
        self.name = self._joined()
        if isinstance(head, Path):
            return head
        return Path(0, False, (self.name,) if self.name else (), not self.name, head.start, head.end)

    def _call(self, head: Path) -> Expr:
        args, options = self._arguments()
        if not args and not options:
            return head
        return Call(head, args, options, head.start, self._words[self._at - 1].end)

    def _arguments(self) -> tuple[tuple[Expr, ...], Options]:
        args: list[Expr] = []
        options: list[tuple[str, Expr]] = []
        while (word := self._peek()) is not None and word.kind not in ("close", "params"):
            following = self._peek(1)
            if following is not None and following.kind == "equals" and word.kind in ("id", "bracket"):
                self._at += 2
                options.append((word.unquoted, self._value()))
            elif options:
                raise TemplateSyntaxError("values without a name come before `name=value`", word.start, word.end)
            else:
                args.append(self._value())
        return tuple(args), tuple(options)

    def _params(self) -> tuple[str, ...]:
        if self._peek() is None:
            return ()
        word = self._next()
        if word.kind != "params":
            raise _misplaced(word)
        names: list[str] = []
        while (word := self._next()).kind != "pipe":
            if word.kind != "id":
                raise _misplaced(word)
            names.append(word.text)
            if len(names) > MAX_BLOCK_PARAMS:
                message = f"a block has at most {MAX_BLOCK_PARAMS} block parameters"
                raise TemplateSyntaxError(message, word.start, word.end)
        if not names:
            raise _misplaced(word)
        return tuple(names)

    def _value(self) -> Expr:
        word = self._next()
        if word.kind == "open":
            return self._subexpression(word)
        if word.kind == "string":
            return Literal(word.unquoted, word.start, word.end)
        if word.kind == "number":
            return Literal(_number(word), word.start, word.end)
        return self._path(word)

    def _subexpression(self, opened: Word) -> Call:
        self._depth += 1
        if self._depth > MAX_PARENTHESES:
            message = f"more than {MAX_PARENTHESES} parentheses inside each other"
            raise TemplateSyntaxError(message, opened.start, opened.end)
        head = self._value()
        if isinstance(head, Call):
            raise TemplateSyntaxError("only a name can be called", head.start, head.end)
        if isinstance(head, Literal):
            head = Path(0, False, (str(head.value),), False, head.start, head.end)
        args, options = self._arguments()
        close = self._next()
        if close.kind != "close":
            raise _misplaced(close)
        self._depth -= 1
        return Call(head, args, options, opened.start, close.end)

    def _path(self, word: Word) -> Path | Literal:
        start = word.start
        is_data = word.kind == "at"
        parts = [self._next() if is_data else word]
        while (separator := self._peek()) is not None and separator.kind == "separator":
            self._next()
            parts.append(self._next())
        first, end = parts[0], parts[-1].end
        if end == first.end and not is_data and first.kind == "id" and first.text in _KEYWORDS:
            return Literal(_KEYWORDS[first.text], start, end)
        depth, segments = _segments(parts)
        if depth + len(segments) > MAX_PATH_PARTS:
            raise TemplateSyntaxError(f"a path has at most {MAX_PATH_PARTS} parts", start, end)
        if is_data and not segments:
            raise TemplateSyntaxError("a name is missing after `@`", start, end)
        return Path(depth, is_data, segments, _leads_elsewhere(first), start, end)


def _segments(parts: list[Word]) -> tuple[int, tuple[str, ...]]:
    """How many contexts up, and the names from there."""
    depth = 0
    segments: list[str] = []
    for number, word in enumerate(parts):
        if _leads_elsewhere(word) and not segments:
            depth += word.kind == "up"
        elif word.kind == "bracket" or (word.kind == "id" and word.text != "this"):
            segments.append(word.unquoted)
        elif number and word.kind == "number" and _INDEXES.fullmatch(word.text):
            segments += word.text.split(".")
        else:
            raise _misplaced(word)
    return depth, tuple(segments)


def _leads_elsewhere(word: Word) -> bool:
    """`this`, `.` or `..`."""
    return word.kind in ("up", "here") or (word.kind == "id" and word.text == "this")


def _misplaced(word: Word) -> TemplateSyntaxError:
    return TemplateSyntaxError(f"`{word.text}` cannot stand here", word.start, word.end)


def _number(word: Word) -> float:
    """Raises TemplateSyntaxError above 15 digits, beyond which JSON numbers are not exact."""
    if "." in word.text:
        return float(word.text)
    if len(word.text.lstrip("-")) > _MAX_DIGITS:
        message = f"a number has at most {_MAX_DIGITS} digits; write it as text"
        raise TemplateSyntaxError(message, word.start, word.end)
    return int(word.text)


def _plain_number(written: str) -> str:
    """`007` and `7.0` name the field "7", as in handlebars.js."""
    return f"{float(written):.15g}"
