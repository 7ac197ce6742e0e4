"""Pieces into the syntax tree: blocks are closed and else chains nested. https://handlebarsjs.com/guide/"""

from __future__ import annotations

import re

from msgspec import Struct, field

from .lexer import Piece, pieces
from .nodes import Block, Call, Inline, Output, ParsedTemplate, Partial, Path, Statement, TemplateSyntaxError, Text
from .reader import TagReader, plain_path
from .whitespace import control

_NO_TEXT = re.compile("[\0\ud800-\udfff]")

MAX_CHARS = 256 * 1024
MAX_BLOCKS = 60
"""Blocks inside each other, counting each `else if` as one."""


def parse(text: str) -> ParsedTemplate:
    """Raises TemplateSyntaxError."""
    if len(text) > MAX_CHARS:
        raise TemplateSyntaxError(f"the template is longer than {MAX_CHARS:,} characters", 0, len(text))
    if bad := _NO_TEXT.search(text):
        what = "a NUL character" if bad[0] == "\0" else "half of a character (a surrogate)"
        raise TemplateSyntaxError(f"{what} cannot stand in a template", bad.start(), bad.end())
    if "{{" not in text:
        return ParsedTemplate(text, [Text(text, 0, len(text))] if text else [])
    builder = _Builder(text)
    for piece, value, indent in control(text, pieces(text)):
        builder.add(piece, value, indent)
    return ParsedTemplate(text, builder.finish())


class _Open(Struct):
    """A block that is not closed yet."""

    piece: Piece
    name: str
    statements: list[Statement]
    """Where the next statement goes: the block's body or what follows its `else`."""
    block: Block | Partial | Inline
    is_chained: bool = False
    """Opened by `{{else …}}`, so that it closes together with its parent."""
    has_else: bool = False


class _Builder(Struct):
    text: str
    root: list[Statement] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def add(self, piece: Piece, value: str, indent: str) -> None:
        here = self.stack[-1].statements if self.stack else self.root
        match piece.kind:
            case "text":
                if value:
                    here.append(Text(value, piece.start, piece.end))
            case "output":
                expr = plain_path(self.text, piece) or TagReader(self.text, piece).whole()
                here.append(Output(expr, piece.start, piece.end))
            case "partial":
                name, context, options = TagReader(self.text, piece).partial()
                here.append(Partial(name, context, options, None, piece.start, piece.end, indent))
            case "close" | "raw_close":
                self._close(piece)
            case "else":
                self._else(piece)
            case "open" | "inverse_open" | "partial_block" | "inline" | "raw_open":
                here.append(self._open(piece).block)

    def finish(self) -> list[Statement]:
        if self.stack:
            top = self.stack[-1]
            message = f"`{top.name}` is opened here and never closed"
            raise TemplateSyntaxError(message, top.piece.start, top.piece.end, _close_with(top))
        return self.root

    def _open(self, piece: Piece, *, is_chained: bool = False) -> _Open:
        if len(self.stack) >= MAX_BLOCKS:
            raise TemplateSyntaxError(f"more than {MAX_BLOCKS} blocks inside each other", piece.start, piece.end)
        reader = TagReader(self.text, piece)
        block: Block | Partial | Inline
        statements: list[Statement] = []
        if piece.kind == "partial_block":
            name, context, options = reader.partial()
            block = Partial(name, context, options, statements, piece.start, piece.end)
        elif piece.kind == "inline":
            block = _inline(reader, piece, statements)
        else:
            expr, params = reader.block()
            is_inverse = piece.kind == "inverse_open"
            block = Block(
                expr, params, [] if is_inverse else statements, statements if is_inverse else [], piece.start, piece.end
            )
        opened = _Open(piece, reader.name, statements, block, is_chained)
        self.stack.append(opened)
        return opened

    def _else(self, piece: Piece) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or not isinstance(top.block, Block):
            raise TemplateSyntaxError("`else` outside of a block", piece.start, piece.end)
        if top.has_else:
            raise TemplateSyntaxError(f"`{top.name}` has an `else` already", piece.start, piece.end)
        top.has_else = True
        top.statements = top.block.body if top.piece.kind == "inverse_open" else top.block.inverse
        if not TagReader(self.text, piece).is_empty:
            top.statements.append(self._open(piece, is_chained=True).block)

    def _close(self, piece: Piece) -> None:
        plain = plain_path(self.text, piece)
        name = ".".join(plain.segments) if plain is not None else TagReader(self.text, piece).close_name()
        while self.stack and self.stack[-1].is_chained:
            self.stack.pop().block.end = piece.end
        if not self.stack:
            raise TemplateSyntaxError(f"`{name}` is closed but was not opened", piece.start, piece.end)
        top = self.stack.pop()
        if top.name != name:
            message = f"`{top.name}` is open, and `{name}` is closed"
            raise TemplateSyntaxError(message, piece.start, piece.end, _close_with(top))
        top.block.end = piece.end
        if piece.kind == "raw_close":
            self._unwrap(top.block)

    def _unwrap(self, block: Block | Partial | Inline) -> None:
        """`raw` by itself is no helper: it says that its content is text."""
        if isinstance(block, Block) and isinstance(block.expr, Path) and block.expr.segments == ("raw",):
            here = self.stack[-1].statements if self.stack else self.root
            here[-1:] = block.body


def _close_with(block: _Open) -> str:
    width = 4 if block.piece.kind == "raw_open" else 2
    return f"Write `{'{' * width}/{block.name}{'}' * width}` where it ends."


def _inline(reader: TagReader, piece: Piece, statements: list[Statement]) -> Inline:
    call = reader.whole()
    if not isinstance(call, Call) or call.name.segments != ("inline",) or len(call.args) != 1 or call.options:
        raise TemplateSyntaxError('an inline partial is written `{{#*inline "name"}}`', piece.start, piece.end)
    return Inline(call.args[0], statements, piece.start, piece.end)
