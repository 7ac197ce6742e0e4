"""CEL as a tree of `&&`, `||` and `!` over the comparisons at its leaves, each with its place in the source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from msgspec import Struct

from talkif_schemas.conditions import tokenize
from talkif_schemas.conditions.tokens import Token

Constant: TypeAlias = str | int | float | bool | None
Side: TypeAlias = "tuple[str, ...] | Known | str"
"""A path, a constant, or the text of anything else."""

_OPERATORS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SWAPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WORDS: dict[str, Constant] = {"true": True, "false": False, "null": None}
_JUNCTIONS: tuple[tuple[str, Literal["all", "any"]], ...] = (("||", "any"), ("&&", "all"))
"""The looser one first."""
MAX_CHOICES = 16
"""Inside each other that are looked at. CEL itself stops at 32 levels."""
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Known(Struct, frozen=True):
    """A constant."""

    value: Constant


class Leaf(Struct, frozen=True):
    """`left operator right`; for one value alone, `operator` is empty; `in` has its members in `members`."""

    left: Side
    operator: str
    right: Side
    members: tuple[Known, ...]
    start: int
    end: int


class Junction(Struct, frozen=True):
    """All of its parts, or one of them, or none of its only part."""

    kind: Literal["all", "any", "not"]
    parts: tuple[Tree, ...]
    start: int
    end: int


Tree: TypeAlias = Leaf | Junction


@lru_cache(maxsize=4_096)
def tree_of(source: str) -> Tree | None:
    """Of a source that compiles; None when it holds nothing."""
    tokens = tokenize(source)
    return _tree(tokens) if tokens else None


def _tree(tokens: Sequence[Token]) -> Tree:
    start, end = tokens[0].start, tokens[-1].end
    shallow = _shallow(tokens)
    words = {tokens[index].text for index in shallow}
    if "?" not in words:
        for sign, kind in _JUNCTIONS:
            parts = _split(tokens, sign, shallow) if sign in words else []
            if len(parts) > 1:
                return Junction(kind, tuple(map(_tree, parts)), start, end)
        if tokens[0].text == "!" and _comparison(tokens, shallow) is None:
            return _negation(tokens)
        if _is_wrapped(tokens):
            return _tree(tokens[1:-1])
    return _leaf(tokens, shallow)


def _negation(tokens: Sequence[Token]) -> Tree:
    """There may be thousands of `!`, so each pair of them is left out."""
    count = next((index for index, token in enumerate(tokens) if token.text != "!"), len(tokens))
    if count == len(tokens):
        return _leaf(tokens, range(count))
    inner = _tree(tokens[count:])
    return Junction("not", (inner,), tokens[0].start, tokens[-1].end) if count % 2 else inner


def _shallow(tokens: Sequence[Token]) -> list[int]:
    """Indexes of those outside of all brackets."""
    found: list[int] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind == "sign" and token.text in _CLOSING:
            depth -= 1
        if depth == 0:
            found.append(index)
        if token.kind == "sign" and token.text in _OPENING:
            depth += 1
    return found


def _split(tokens: Sequence[Token], sign: str, shallow: Sequence[int]) -> list[Sequence[Token]]:
    places = [index for index in shallow if tokens[index].text == sign]
    bounds = [-1, *places, len(tokens)]
    parts = [tokens[low + 1 : high] for low, high in pairwise(bounds)]
    return parts if all(parts) else [tokens]


def _is_wrapped(tokens: Sequence[Token]) -> bool:
    """True when one pair of brackets holds everything."""
    is_open = tokens[0].text == "(" and tokens[-1].text == ")" and len(tokens) > 2
    return is_open and _shallow(tokens) == [0, len(tokens) - 1]


def _comparison(tokens: Sequence[Token], shallow: Sequence[int]) -> int | None:
    """Index of the only operator that compares, or of `in`."""
    found = [index for index in shallow if tokens[index].text in _OPERATORS or _is_in(tokens[index])]
    return found[0] if len(found) == 1 else None


def _is_in(token: Token) -> bool:
    return token.kind == "name" and token.text == "in"


def _leaf(tokens: Sequence[Token], shallow: Sequence[int]) -> Leaf:
    start, end = tokens[0].start, tokens[-1].end
    # Of the two sides of a choice neither is compared with anything.
    is_choice = any(tokens[index].text == "?" for index in shallow)
    middle = _comparison(tokens, shallow) if not is_choice else None
    if middle is None or middle in (0, len(tokens) - 1):
        return Leaf(_side(tokens), "", "", (), start, end)
    operator = tokens[middle].text
    left, right = _side(tokens[:middle]), _side(tokens[middle + 1 :])
    if operator == "in":
        members = _members(tokens[middle + 1 :])
        return Leaf(left, operator, _text(tokens[middle + 1 :]), members, start, end)
    if isinstance(left, Known) or (isinstance(left, str) and isinstance(right, tuple)):
        left, operator, right = right, _SWAPPED[operator], left
    return Leaf(left, operator, right, (), start, end)


def _members(tokens: Sequence[Token]) -> tuple[Known, ...]:
    """Of a list of constants; empty for anything else."""
    if len(tokens) < 3 or tokens[0].text != "[" or tokens[-1].text != "]":
        return ()
    inner = tokens[1:-1]
    sides = [_side(part) for part in _split(inner, ",", _shallow(inner))]
    known = tuple(side for side in sides if isinstance(side, Known))
    return known if len(known) == len(sides) else ()


def _side(tokens: Sequence[Token]) -> Side:
    while tokens and _is_wrapped(tokens):
        tokens = tokens[1:-1]
    constant = _constant(tokens)
    if constant is not None:
        return constant
    names = tokens[::2]
    if all(token.kind == "name" for token in names) and all(token.text == "." for token in tokens[1::2]):
        return tuple(token.text for token in names)
    return _text(tokens)


def _constant(tokens: Sequence[Token]) -> Known | None:
    if len(tokens) == 2 and tokens[0].text == "-" and tokens[1].kind == "number":
        number = _number(tokens[1].text)
        return Known(-number) if number is not None else None
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.kind == "name" and token.text in _WORDS:
        return Known(_WORDS[token.text])
    if token.kind == "number":
        number = _number(token.text)
        return Known(number) if number is not None else None
    return _quoted(token.text) if token.kind == "text" else None


def _number(text: str) -> float | None:
    text = text.rstrip("uU")
    try:
        return int(text, 0) if text.lower().startswith("0x") or text.isdigit() else float(text)
    except ValueError:
        return None


def _quoted(text: str) -> Known | None:
    """Plain text alone: nothing is known of raw text, of bytes, and of text with escapes."""
    if text[0] not in "\"'" or "\\" in text:
        return None
    quote = 3 if text[:3] in ('"""', "'''") else 1
    return Known(text[quote:-quote])


def _text(tokens: Sequence[Token]) -> str:
    """The same for sources that differ in blanks alone."""
    return " ".join(token.text for token in tokens)


class Choice(Struct, frozen=True):
    """`condition ? one : other`, as sources."""

    condition: str
    one: str
    other: str


def choice_of(source: str) -> Choice | None:
    """Of a source that compiles; None when it is no choice between two values."""
    tokens: Sequence[Token] = tokenize(source)
    while tokens and _is_wrapped(tokens):
        tokens = tokens[1:-1]
    shallow = _shallow(tokens)
    marks = [index for index in shallow if tokens[index].text in ("?", ":")]
    depth = 0
    for index in marks:
        depth += 1 if tokens[index].text == "?" else -1
        if depth == 0:
            parts = tokens[: marks[0]], tokens[marks[0] + 1 : index], tokens[index + 1 :]
            return Choice(*(source[part[0].start : part[-1].end] for part in parts)) if all(parts) else None
    return None
