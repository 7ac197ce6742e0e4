"""The syntax tree of a template. Every node knows where it is written: `start` and `end` count characters."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field


class Text(Struct, frozen=True):
    """`value` is what is left of the written text after escapes and whitespace control."""

    value: str
    start: int
    end: int


class Literal(Struct, frozen=True):
    value: str | float | int | bool | None
    start: int
    end: int


class Path(Struct, frozen=True):
    depth: int
    """Count of `../`."""
    data: bool
    """True for `@name`."""
    segments: tuple[str, ...]
    explicit: bool
    """Written with `this`, `./` or `../`, so that it can be no block parameter."""
    start: int
    end: int


class Call(Struct, frozen=True):
    name: Path
    args: tuple[Expr, ...]
    options: tuple[tuple[str, Expr], ...]
    start: int
    end: int


Expr: TypeAlias = Literal | Path | Call


class Output(Struct, frozen=True):
    expr: Expr
    start: int
    end: int


class Block(Struct):
    expr: Expr
    params: tuple[str, ...]
    body: list[Statement]
    inverse: list[Statement]
    start: int
    end: int


class Partial(Struct):
    name: Expr
    context: Expr | None
    options: tuple[tuple[str, Expr], ...]
    body: list[Statement] | None
    start: int
    end: int
    indent: str = ""


class Inline(Struct):
    name: Expr
    body: list[Statement]
    start: int
    end: int


Statement: TypeAlias = Text | Output | Block | Partial | Inline


class ParsedTemplate(Struct, frozen=True):
    text: str
    body: list[Statement] = field(default_factory=list)


class TemplateSyntaxError(Exception):
    """The text is not a template. `start` and `end` count characters of the text."""

    def __init__(self, message: str, start: int, end: int, advice: str | None = None) -> None:
        super().__init__(message)
        self.help = advice
        self.message = message
        self.start = start
        self.end = max(end, start)
