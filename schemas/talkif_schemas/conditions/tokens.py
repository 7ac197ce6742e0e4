"""The words of a CEL source, with their places: enough to point at names and operators, not a parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias, cast

from msgspec import Struct

TokenKind: TypeAlias = Literal["text", "number", "name", "sign"]

_TOKEN = re.compile(
    r'''\s+|//[^\n]*
      |(?P<text>(?:[rR][bB]?|[bB][rR])(?:"[^"\n]+"|'[^'\n]+')
        |[rRbB]{0,2}(?:"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
      |(?P<number>0[xX][0-9a-fA-F]+[uU]?|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[uU]?)
      |(?P<name>[A-Za-z_]\w*)
      |(?P<sign>&&|\|\||[<>=!]=|[^\s])''',
    re.VERBOSE | re.ASCII,
)
#: What may stand before a whole comparison.
_STARTS = frozenset({"(", "[", "{", ",", "&&", "||", "?", ":"})
_WORDS = frozenset({"true", "false", "null", "in"})
_TESTS = frozenset({"has", "null"})
_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_KEPT_CHARS = 2_000
"""Sources of at most so many characters are remembered."""


class Token(Struct, frozen=True):
    kind: TokenKind
    text: str
    start: int
    end: int


class PathUse(Struct, frozen=True):
    """A dotted name as it stands in a source, without the method that is called on it."""

    parts: tuple[str, ...]
    start: int
    end: int
    is_tested: bool
    """Inside `has()` or compared with null, somewhere in the source."""


def tokenize(source: str) -> tuple[Token, ...]:
    """Never fails: what is no token of CEL is a sign of one character."""
    return _kept_tokens(source) if len(source) <= _KEPT_CHARS else _tokens(source)


def _tokens(source: str) -> tuple[Token, ...]:
    return tuple(
        [
            Token(cast(TokenKind, match.lastgroup), match[0], *match.span())
            for match in _TOKEN.finditer(source)
            if match.lastgroup
        ]
    )


def paths(source: str) -> tuple[PathUse, ...]:
    """Every dotted name, apart from functions and the loop variables of `exists()` and the like."""
    return _kept_paths(source) if len(source) <= _KEPT_CHARS else _paths(source)


def _paths(source: str) -> tuple[PathUse, ...]:
    tokens = tokenize(source)
    bound = _loop_variables(tokens)
    runs = [run for run in _runs(tokens) if tokens[run.start].text not in bound]
    parts = [tuple(tokens[index].text for index in run) for run in runs]
    has_tests = any(token.text in _TESTS for token in tokens)
    tested = {names for run, names in zip(runs, parts, strict=True) if has_tests and _is_tested(tokens, run)}
    return tuple(
        PathUse(names, tokens[run[0]].start, tokens[run[-1]].end, any(names[: len(path)] == path for path in tested))
        for run, names in zip(runs, parts, strict=True)
    )


# Many rules look at the same conditions.
_kept_tokens = lru_cache(maxsize=4_096)(_tokens)
_kept_paths = lru_cache(maxsize=4_096)(_paths)


def rewrite_null_tests(source: str, tokens: Sequence[Token], is_object: Callable[[tuple[str, ...]], bool]) -> str:
    """`vars.order == null` as `!has(vars.order)`: CEL never takes an object for null, even when it is not set."""
    parts: list[str] = []
    position = 0
    bound = _loop_variables(tokens)
    for run in _runs(tokens):
        names = tuple(tokens[index].text for index in run)
        comparison = _null_comparison(tokens, run)
        if comparison is None or names[0] in bound or not is_object(names):
            continue
        first, last = tokens[comparison[0]], tokens[comparison[-1]]
        if comparison[0] and tokens[comparison[0] - 1].text not in _STARTS:
            continue
        path = source[tokens[run[0]].start : tokens[run[-1]].end]
        is_negated = any(tokens[index].text == "!=" for index in comparison)
        parts += [source[position : first.start], f"{'' if is_negated else '!'}has({path})"]
        position = last.end
    return "".join([*parts, source[position:]])


def _null_comparison(tokens: Sequence[Token], run: range) -> range | None:
    """Indexes of a comparison of a path with null, on either side."""
    after = range(run[0], min(run[-1] + 3, len(tokens)))
    if [token.text for token in tokens[run[-1] + 1 : after.stop]] in (["==", "null"], ["!=", "null"]):
        return after
    before = range(max(0, run[0] - 2), run[-1] + 1)
    if [token.text for token in tokens[before.start : run[0]]] in (["null", "=="], ["null", "!="]):
        return before
    return None


def _is_tested(tokens: Sequence[Token], run: range) -> bool:
    is_in_has = [token.text for token in tokens[max(0, run.start - 2) : run.start]] == ["has", "("]
    return is_in_has or _null_comparison(tokens, run) is not None


def _runs(tokens: Sequence[Token]) -> Iterator[range]:
    """Indexes of the names of each path, two apart because of the dots between them."""
    index = 0
    while index < len(tokens):
        start = index
        index += 1
        is_path = tokens[start].kind == "name" and tokens[start].text not in _WORDS
        if not is_path or (start and tokens[start - 1].text == "."):
            continue
        while _text(tokens, index) == "." and index + 1 < len(tokens) and tokens[index + 1].kind == "name":
            index += 2
        stop = index - 2 if _text(tokens, index) == "(" else index
        if start < stop:
            yield range(start, stop, 2)


def _loop_variables(tokens: Sequence[Token]) -> set[str]:
    return {
        tokens[index + 2].text
        for index, token in enumerate(tokens)
        if token.text in _MACROS and _text(tokens, index + 1) == "(" and _text(tokens, index + 3) == ","
    }


def _text(tokens: Sequence[Token], index: int) -> str | None:
    return tokens[index].text if index < len(tokens) else None
