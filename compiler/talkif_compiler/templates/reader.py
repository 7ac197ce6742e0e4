"""What is written inside one tag, as expressions: recursive descent over its words."""

from __future__ import annotations

from .lexer import Piece, Word, words
from .nodes import Call, Expr, Literal, Path, TemplateSyntaxError

MAX_PARENTHESES = 30
_KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "undefined": None}

Options = tuple[tuple[str, Expr], ...]


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
        expr = self._head()
        self._end()
        return expr

    def block(self) -> tuple[Expr, tuple[str, ...]]:
        """A block's expression and its block parameters."""
        expr = self._head()
        params = self._params()
        self._end()
        return expr, params

    def partial(self) -> tuple[Expr, Expr | None, Options]:
        """A partial's name, context and options."""
        first = self._peek()
        name = self._value() if first is not None and first.kind in ("open", "at") else self._partial_name()
        if isinstance(name, Path):
            name = Literal("@" + "/".join(name.segments), name.start, name.end)
            self.name = str(name.value)
        args, options = self._arguments()
        self._end()
        if len(args) > 1:
            raise TemplateSyntaxError("a partial takes one context", args[1].start, args[1].end)
        return name, args[0] if args else None, options

    def close_name(self) -> str:
        if self.is_empty:
            raise TemplateSyntaxError("the name of the block is missing", self._piece.start, self._piece.end)
        return self._joined(self._words)

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

    @staticmethod
    def _joined(found: list[Word]) -> str:
        return "".join(word.unquoted for word in found)

    # ------------------------------------------------------------ parts

    def _head(self) -> Expr:
        """`name args… key=value…`. A literal that stands alone is a name, as `{{12}}` is the field "12"."""
        head = self._value()
        self.name = self._joined(self._words[: self._at])
        if isinstance(head, Literal):
            head = Path(0, False, (self.name,), False, head.start, head.end)
        return self._call(head, head.start)

    def _call(self, head: Expr, start: int) -> Expr:
        args, options = self._arguments()
        if not args and not options:
            return head
        if not isinstance(head, Path):
            raise TemplateSyntaxError("only a name can be called", head.start, head.end)
        return Call(head, args, options, start, self._words[self._at - 1].end)

    def _arguments(self) -> tuple[tuple[Expr, ...], Options]:
        args: list[Expr] = []
        options: list[tuple[str, Expr]] = []
        while (word := self._peek()) is not None and word.kind not in ("close", "pipe") and not self._at_params():
            following = self._peek(1)
            if following is not None and following.kind == "equals" and word.kind in ("id", "bracket"):
                self._at += 2
                options.append((word.unquoted, self._value()))
            elif options:
                raise TemplateSyntaxError("values without a name come before `name=value`", word.start, word.end)
            else:
                args.append(self._value())
        return tuple(args), tuple(options)

    def _at_params(self) -> bool:
        word, bar = self._peek(), self._peek(1)
        return word is not None and word.text == "as" and bar is not None and bar.kind == "pipe"

    def _params(self) -> tuple[str, ...]:
        if not self._at_params():
            return ()
        self._at += 2
        names: list[str] = []
        while (word := self._next()).kind != "pipe":
            if word.kind != "id":
                raise _misplaced(word)
            names.append(word.text)
        if not names:
            raise _misplaced(word)
        return tuple(names)

    def _partial_name(self) -> Literal:
        first = self._next()
        if first.kind not in ("id", "bracket", "string", "number"):
            raise _misplaced(first)
        last = first
        while (slash := self._peek()) is not None and slash.kind == "separator" and slash.start == last.end:
            self._next()
            last = self._next()
        self.name = self._joined(self._words[: self._at])
        return Literal(self.name, first.start, last.end)

    def _value(self) -> Expr:
        word = self._next()
        if word.kind == "open":
            return self._subexpression(word)
        if word.kind == "string":
            return Literal(word.unquoted, word.start, word.end)
        if word.kind == "number":
            return Literal(float(word.text) if "." in word.text else _whole(word), word.start, word.end)
        return self._path(word)

    def _subexpression(self, opened: Word) -> Call:
        self._depth += 1
        if self._depth > MAX_PARENTHESES:
            message = f"more than {MAX_PARENTHESES} parentheses inside each other"
            raise TemplateSyntaxError(message, opened.start, opened.end)
        head = self._value()
        if not isinstance(head, Path):
            raise TemplateSyntaxError("only a name can be called", head.start, head.end)
        args, options = self._arguments()
        close = self._next()
        if close.kind != "close":
            raise _misplaced(close)
        self._depth -= 1
        return Call(head, args, options, opened.start, close.end)

    def _path(self, word: Word) -> Path | Literal:
        start = word.start
        is_data = word.kind == "at"
        if is_data:
            word = self._next()
        depth, segments = int(word.kind == "up"), [word.unquoted]
        is_explicit = word.kind in ("up", "here") or (word.kind == "id" and word.text == "this")
        if is_explicit:
            segments = []
        elif word.kind not in ("id", "bracket"):
            raise _misplaced(word)
        while (separator := self._peek()) is not None and separator.kind == "separator" and separator.start == word.end:
            self._next()
            word = self._next()
            if word.kind == "up" and not segments:
                depth += 1
            elif word.kind == "id" and word.text == "this":
                if segments:
                    raise _misplaced(word)
            elif word.kind in ("id", "bracket") or (word.kind == "number" and word.text.isdigit()):
                segments.append(word.unquoted)
            else:
                raise _misplaced(word)
        if word.start == start and word.kind == "id" and word.text in _KEYWORDS:
            return Literal(_KEYWORDS[word.text], start, word.end)
        return Path(depth, is_data, tuple(segments), is_explicit, start, word.end)


def _misplaced(word: Word) -> TemplateSyntaxError:
    return TemplateSyntaxError(f"`{word.text}` cannot stand here", word.start, word.end)


def _whole(word: Word) -> int:
    """Raises TemplateSyntaxError above 15 digits, beyond which JSON numbers are not exact."""
    if len(word.text) > 16:
        raise TemplateSyntaxError("a number has at most 15 digits; write it as text", word.start, word.end)
    return int(word.text)
