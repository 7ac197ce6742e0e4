"""Pieces into the syntax tree: blocks closed, else chains nested, expressions read. https://handlebarsjs.com/guide/"""

from __future__ import annotations

from dataclasses import dataclass, field

from .lexer import Piece, Word, pieces, words
from .nodes import (
    Block,
    Call,
    Expr,
    Inline,
    Literal,
    Output,
    ParsedTemplate,
    Partial,
    Path,
    Statement,
    TemplateSyntaxError,
    Text,
)
from .whitespace import control

MAX_CHARS = 256 * 1024
MAX_DEPTH = 60
_KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}


def parse(text: str) -> ParsedTemplate:
    """Raises TemplateSyntaxError."""
    if len(text) > MAX_CHARS:
        raise TemplateSyntaxError(f"the template is longer than {MAX_CHARS} characters", 0, 0)
    found = pieces(text)
    statements = control(found)
    builder = _Builder(text)
    for piece, value, indent in statements:
        builder.add(piece, value, indent)
    return ParsedTemplate(text, builder.finish())


@dataclass(slots=True)
class _Open:
    """A block that is not closed yet."""

    piece: Piece
    name: str
    statements: list[Statement]
    block: Block | Partial | Inline
    chained: bool = False
    """Opened by `{{else …}}`, so that it closes together with its parent."""
    has_else: bool = False


@dataclass(slots=True)
class _Builder:
    text: str
    root: list[Statement] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    @property
    def here(self) -> list[Statement]:
        return self.stack[-1].statements if self.stack else self.root

    def add(self, piece: Piece, value: str, indent: str) -> None:
        if piece.kind == "text":
            if value:
                self.here.append(Text(value, piece.start, piece.end, piece.value))
        elif piece.kind == "output":
            self.here.append(Output(self._reader(piece).whole(), piece.start, piece.end))
        elif piece.kind == "raw":
            body: list[Statement] = [Text(piece.value, piece.start, piece.end)] if piece.value else []
            expr = self._reader(piece).whole()
            self.here.append(Block(_as_call(expr), (), body, [], piece.start, piece.end))
        elif piece.kind == "partial":
            name, context, options = self._reader(piece).partial()
            self.here.append(Partial(name, context, options, None, piece.start, piece.end, indent))
        elif piece.kind == "close":
            self._close(piece)
        elif piece.kind == "else":
            self._else(piece)
        elif piece.kind != "comment":
            self._open(piece)

    def finish(self) -> list[Statement]:
        if self.stack:
            open_block = self.stack[-1]
            message = f"`{open_block.name}` is opened here and never closed"
            raise TemplateSyntaxError(message, open_block.piece.start, open_block.piece.end)
        return self.root

    def _reader(self, piece: Piece) -> _Reader:
        return _Reader(words(self.text, piece.inner_start, piece.inner_end), piece)

    def _open(self, piece: Piece, *, chained: bool = False) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise TemplateSyntaxError(f"more than {MAX_DEPTH} blocks inside each other", piece.start, piece.end)
        reader = self._reader(piece)
        block: Block | Partial | Inline
        statements: list[Statement] = []
        if piece.kind == "partial_block":
            name, context, options = reader.partial()
            block = Partial(name, context, options, statements, piece.start, piece.end)
        elif piece.kind == "inline":
            block = self._inline(reader, piece, statements)
        else:
            expr, params = reader.block()
            block = Block(expr, params, statements, [], piece.start, piece.end)
            if piece.kind == "inverse_open":
                block.body, block.inverse = [], statements
        if not chained:
            self.here.append(block)
        self.stack.append(_Open(piece, reader.name, statements, block, chained))

    def _inline(self, reader: _Reader, piece: Piece, statements: list[Statement]) -> Inline:
        call = reader.whole()
        if not isinstance(call, Call) or call.name.segments != ("inline",) or len(call.args) != 1:
            raise TemplateSyntaxError("only `{{#*inline \"name\"}}` is known", piece.start, piece.end)
        return Inline(call.args[0], statements, piece.start, piece.end)

    def _else(self, piece: Piece) -> None:
        if not self.stack or not isinstance(self.stack[-1].block, Block):
            raise TemplateSyntaxError("`else` outside of a block", piece.start, piece.end)
        top = self.stack[-1]
        block = top.block
        assert isinstance(block, Block)
        if top.has_else:
            raise TemplateSyntaxError(f"`{top.name}` has an `else` already", piece.start, piece.end)
        top.has_else = True
        statements: list[Statement] = []
        if top.piece.kind == "inverse_open":
            block.body = statements
        else:
            block.inverse = statements
        top.statements = statements
        if words(self.text, piece.inner_start, piece.inner_end):
            self._open(piece, chained=True)
            statements.append(self.stack[-1].block)

    def _close(self, piece: Piece) -> None:
        reader = self._reader(piece)
        name = reader.close_name()
        while self.stack and self.stack[-1].chained:
            self.stack.pop().block.end = piece.end
        if not self.stack:
            raise TemplateSyntaxError(f"`{name}` is closed but was not opened", piece.start, piece.end)
        top = self.stack.pop()
        if top.name != name:
            message = f"`{top.name}` is open, and `{name}` is closed"
            raise TemplateSyntaxError(message, piece.start, piece.end)
        top.block.end = piece.end


def _as_call(expr: Expr) -> Expr:
    return expr


class _Reader:
    """Recursive descent over the words of one tag."""

    def __init__(self, found: list[Word], piece: Piece) -> None:
        self._words = found
        self._at = 0
        self._piece = piece
        self._depth = 0
        self.name = ""

    def _peek(self, ahead: int = 0) -> Word | None:
        index = self._at + ahead
        return self._words[index] if index < len(self._words) else None

    def _next(self) -> Word:
        word = self._peek()
        if word is None:
            raise TemplateSyntaxError("something is missing before the end of this tag", self._piece.start, self._piece.end)
        self._at += 1
        return word

    def _fail(self, word: Word) -> TemplateSyntaxError:
        return TemplateSyntaxError(f"`{word.text}` cannot stand here", word.start, word.end)

    def _end(self) -> None:
        word = self._peek()
        if word is not None:
            raise self._fail(word)

    def whole(self) -> Expr:
        """The whole tag as one expression."""
        expr = self._call_or_value(None)
        self._end()
        return expr

    def block(self) -> tuple[Expr, tuple[str, ...]]:
        expr = self._call_or_value(None)
        params = self._params()
        self._end()
        return expr, params

    def partial(self) -> tuple[Expr, Expr | None, tuple[tuple[str, Expr], ...]]:
        word = self._peek()
        name: Expr
        if word is not None and word.kind == "open":
            name = self._value()
        elif word is not None and word.kind == "at":
            path = self._value()
            assert isinstance(path, Path)
            name = Literal("@" + "/".join(path.segments), path.start, path.end)
            self.name = str(name.value)
        else:
            name = self._partial_name()
        args, options = self._arguments()
        self._end()
        if len(args) > 1:
            raise TemplateSyntaxError("a partial takes one context", args[1].start, args[1].end)
        return name, args[0] if args else None, options

    def _partial_name(self) -> Literal:
        first = self._next()
        if first.kind in ("string", "number"):
            self.name = _unquoted(first)
            return Literal(self.name, first.start, first.end)
        if first.kind not in ("id", "bracket"):
            raise self._fail(first)
        text, end = first.text.strip("[]"), first.end
        while (separator := self._peek()) is not None and separator.kind == "sep" and separator.start == end:
            self._next()
            segment = self._next()
            text, end = text + separator.text + segment.text, segment.end
        self.name = text
        return Literal(text, first.start, end)

    def close_name(self) -> str:
        start = self._peek()
        if start is None:
            raise TemplateSyntaxError("the name of the block is missing", self._piece.start, self._piece.end)
        return "".join(word.text.strip("\"'[]") if word.kind != "sep" else word.text for word in self._words)

    def _params(self) -> tuple[str, ...]:
        word = self._peek()
        if word is None or word.kind != "id" or word.text != "as":
            return ()
        bar = self._peek(1)
        if bar is None or bar.kind != "pipe":
            return ()
        self._at += 2
        names: list[str] = []
        while (word := self._next()).kind != "pipe":
            if word.kind != "id":
                raise self._fail(word)
            names.append(word.text)
        return tuple(names)

    def _call_or_value(self, opened: Word | None) -> Expr:
        """`name args… key=value…`; a lone value is itself."""
        start = opened.start if opened is not None else self._words[self._at].start if self._peek() else 0
        head = self._value()
        if opened is None:
            self.name = "".join(
                word.text.strip("\"'[]") if word.kind != "sep" else word.text
                for word in self._words
                if head.start <= word.start and word.end <= head.end
            )
        args, options = self._arguments()
        if not args and not options and opened is None:
            return head
        if isinstance(head, Literal):
            head = Path(0, False, (str(head.value),), False, head.start, head.end)
        if not isinstance(head, Path):
            raise TemplateSyntaxError("only a name can be called", head.start, head.end)
        last = self._words[self._at - 1]
        return Call(head, args, options, start, last.end)

    def _arguments(self) -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
        args: list[Expr] = []
        options: list[tuple[str, Expr]] = []
        while (word := self._peek()) is not None and word.kind not in ("close", "pipe"):
            after = self._peek(1)
            if word.kind == "id" and word.text == "as" and after is not None and after.kind == "pipe":
                break
            if after is not None and after.kind == "equals" and word.kind in ("id", "bracket"):
                self._at += 2
                options.append((word.text.strip("[]"), self._value()))
            elif options:
                raise TemplateSyntaxError("values without a name come before `name=value`", word.start, word.end)
            else:
                args.append(self._value())
        return tuple(args), tuple(options)

    def _value(self) -> Expr:
        word = self._next()
        if word.kind == "open":
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise TemplateSyntaxError(f"more than {MAX_DEPTH} parentheses inside each other", word.start, word.end)
            inner = self._call_or_value(word)
            close = self._next()
            if close.kind != "close":
                raise self._fail(close)
            self._depth -= 1
            assert isinstance(inner, Call)
            return Call(inner.name, inner.args, inner.options, word.start, close.end)
        if word.kind == "string":
            return Literal(_unquoted(word), word.start, word.end)
        if word.kind == "number":
            number = float(word.text)
            return Literal(int(number) if "." not in word.text else number, word.start, word.end)
        return self._path(word)

    def _path(self, word: Word) -> Expr:
        is_data = word.kind == "at"
        if is_data:
            word = self._next()
        depth, explicit, segments = 0, False, []
        start, end = word.start - is_data, word.end
        if word.kind == "up":
            depth, explicit = 1, True
        elif word.kind == "here" or (word.kind == "id" and word.text == "this"):
            explicit = True
        elif word.kind in ("id", "bracket"):
            segments.append(word.text[1:-1] if word.kind == "bracket" else word.text)
        else:
            raise self._fail(word)
        while (separator := self._peek()) is not None and separator.kind == "sep" and separator.start == end:
            self._next()
            part = self._next()
            if part.kind == "up" and not segments:
                depth += 1
            elif part.kind in ("id", "bracket") and not (part.text == "this" and not segments):
                segments.append(part.text[1:-1] if part.kind == "bracket" else part.text)
            elif part.kind == "number" and part.text.isdigit():
                segments.append(part.text)
            else:
                raise self._fail(part)
            end = part.end
        if not is_data and not explicit and len(segments) == 1 and word.kind == "id" and word.text in _KEYWORDS:
            return Literal(_KEYWORDS[word.text], start, end)
        return Path(depth, is_data, tuple(segments), explicit, start, end)


def _unquoted(word: Word) -> str:
    if word.kind != "string":
        return word.text
    quote = word.text[0]
    return word.text[1:-1].replace("\\" + quote, quote)
