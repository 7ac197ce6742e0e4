"""Where each token of a YAML text goes. Tokens stay in their order and on their lines; only the gaps between change."""

from __future__ import annotations

from typing import Literal, TypeAlias

import yaml
from msgspec import Struct

from .gaps import with_lines
from .scalars import block, continued, quoted

_INDENT = 2
_FlowStart: TypeAlias = yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken
_FlowEnd: TypeAlias = yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken
_BlockStart: TypeAlias = yaml.BlockMappingStartToken | yaml.BlockSequenceStartToken
_Property: TypeAlias = yaml.AnchorToken | yaml.TagToken
#: They stand before what is theirs on a line, and are as wide as an indentation with the space after them.
_Indicator: TypeAlias = yaml.BlockEntryToken | yaml.KeyToken | yaml.ValueToken


class _Block(Struct, frozen=True):
    kind: Literal["mapping", "sequence", "indentless"]
    """`indentless`: a list whose dashes stand under their key."""
    old: int
    new: int


class _Flow(Struct, frozen=True):
    base: int
    """Column of what its line begins with; its closing bracket stands there when it is first on a line."""


def lay_out(text: str) -> str:
    """`text`: YAML without syntax errors, with LF as line end."""
    return _Layout(text).run()


def _index(mark: yaml.Mark) -> int:
    return mark.index


class _Layout:
    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._blocks: list[_Block] = []
        self._flows: list[_Flow] = []
        self._closed: list[_Block] = []
        """Blocks that ended since the last token."""
        self._last: yaml.Token | None = None
        self._end = 0
        """Where the last token ends."""
        self._line_ends = ""
        """Of the last token, when it took them in."""
        self._is_key = False
        self._has_explicit_keys = False
        self._line_base = 0
        self._begins_line = True
        """Nothing but indicators stand before on the line."""

    def run(self) -> str:
        tokens = list(yaml.scan(self._text, Loader=yaml.CSafeLoader))
        self._has_explicit_keys = any(isinstance(token, yaml.KeyToken) and _width(token) for token in tokens)
        for token in tokens:
            self._take(token)
        return "".join(self._parts)

    def _take(self, token: yaml.Token) -> None:
        if isinstance(token, yaml.StreamStartToken):
            return
        if isinstance(token, _BlockStart):
            kind: Literal["mapping", "sequence"] = (
                "mapping" if isinstance(token, yaml.BlockMappingStartToken) else "sequence"
            )
            self._blocks.append(_Block(kind, token.start_mark.column, self._child()))
            return
        if isinstance(token, yaml.BlockEndToken):
            self._close_indentless()
            self._closed.append(self._blocks.pop())
            return
        if isinstance(token, yaml.KeyToken | yaml.ValueToken) and not self._flows:
            self._close_indentless()
        if isinstance(token, yaml.KeyToken) and not _width(token):
            self._is_key = True
            return
        if isinstance(token, yaml.BlockEntryToken) and self._blocks[-1].kind == "mapping":
            self._blocks.append(_Block("indentless", token.start_mark.column, self._child()))
        self._write(token)

    def _close_indentless(self) -> None:
        if self._blocks and self._blocks[-1].kind == "indentless":
            self._closed.append(self._blocks.pop())

    def _child(self) -> int:
        """Column of a value of the innermost block on a line of its own."""
        return self._blocks[-1].new + _INDENT if self._blocks else 0

    def _write(self, token: yaml.Token) -> None:
        start = _index(token.start_mark)
        gap = self._line_ends + self._text[self._end : start]
        at_end = isinstance(token, yaml.StreamEndToken)
        if self._last is None or "\n" in gap or at_end:
            column = self._column(token)
            self._parts.append(
                with_lines(
                    gap,
                    " " * column,
                    self._comment_column(token, column),
                    at_start=self._last is None,
                    at_end=at_end,
                )
            )
            self._line_base = column
            self._begins_line = True
        else:
            self._parts.append(self._space(token, gap))
            if self._begins_line and isinstance(self._last, _Indicator):
                self._line_base += _INDENT
        if isinstance(token, _FlowEnd):
            self._flows.pop()
        self._parts.append(self._written(token))
        if isinstance(token, _FlowStart):
            self._flows.append(_Flow(self._line_base))
        self._begins_line = self._begins_line and isinstance(token, _Indicator)
        if not isinstance(token, _Property):
            self._is_key = False
        self._closed.clear()
        self._last = token
        self._end = _index(token.end_mark)

    def _column(self, token: yaml.Token) -> int:
        """Of a token that is first on its line."""
        if self._flows:
            base = self._flows[-1].base
            return base if isinstance(token, _FlowEnd) else base + _INDENT
        if not self._blocks:
            return 0
        return self._blocks[-1].new if self._is_key or isinstance(token, _Indicator) else self._child()

    def _comment_column(self, token: yaml.Token, column: int) -> _CommentColumn:
        if self._flows:
            return _CommentColumn((), self._flows[-1].base + _INDENT)
        places = [(token.start_mark.column, column), *((closed.old, closed.new) for closed in self._closed)]
        return _CommentColumn(tuple(places) if self._closed else (), column)

    def _space(self, token: yaml.Token, gap: str) -> str:
        """Between two tokens on one line."""
        last = self._last
        if isinstance(token, yaml.ValueToken):
            if self._has_explicit_keys:
                return " " if gap else ""
            is_tight = isinstance(last, yaml.ScalarToken | _FlowStart | _FlowEnd)
            return "" if is_tight else " "
        if isinstance(last, _FlowStart):
            return ""
        if isinstance(token, yaml.FlowEntryToken | _FlowEnd):
            # Without a space, the colon or the name before it could take the next character in.
            return " " if isinstance(last, yaml.ValueToken | yaml.KeyToken | _Property) else ""
        return " "

    def _written(self, token: yaml.Token) -> str:
        text = self._text[_index(token.start_mark) : _index(token.end_mark)]
        self._line_ends = ""
        if not isinstance(token, yaml.ScalarToken):
            return text
        if token.style in ("|", ">"):
            parent = self._blocks[-1] if self._blocks else _Block("mapping", 0, 0)
            written = block(text, parent.old, parent.new)
            self._line_ends = written.line_ends
            return written.text
        if "\n" not in text:
            return quoted(text, token.style)
        if not self._blocks and not self._flows:
            return text
        return continued(text, self._flows[-1].base + _INDENT if self._flows else self._child(), token.style)


class _CommentColumn(Struct, frozen=True):
    """A comment before a dedent belongs to the innermost block that it is not left of; any other, to what follows."""

    places: tuple[tuple[int, int], ...]
    """(old, new) columns: of the next token, then of the blocks that end before it."""
    next_column: int

    def __call__(self, old: int) -> int:
        fitting = [place for place in self.places if place[0] <= old]
        return max(fitting, key=lambda place: place[0])[1] if fitting else self.next_column


def _width(token: yaml.Token) -> int:
    return _index(token.end_mark) - _index(token.start_mark)
