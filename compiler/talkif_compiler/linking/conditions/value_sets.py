"""Sets of values of one variable: words (texts, booleans, null) and stretches of numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, TypeAlias

from msgspec import Struct

Cut: TypeAlias = tuple[float, int]
"""A place between two numbers: before the number (0), or after it (1)."""

Word: TypeAlias = tuple[str, object]
"""What is no number, tagged with its kind, because in Python `True == 1`."""

START: Final[Cut] = (-math.inf, 0)
STOP: Final[Cut] = (math.inf, 1)


class ValueSet(Struct, frozen=True):
    words: frozenset[Word] = frozenset()
    is_all_but: bool = False
    """`words` are the ones that are not in it."""
    stretches: tuple[tuple[Cut, Cut], ...] = ()
    """Of numbers; in order, and apart from each other."""

    def __bool__(self) -> bool:
        return self.is_all_but or bool(self.words) or bool(self.stretches)

    def __contains__(self, word: Word) -> bool:
        return (word in self.words) != self.is_all_but

    def __and__(self, other: ValueSet) -> ValueSet:
        words, is_all_but = _common(self, other)
        return ValueSet(words, is_all_but, tuple(_overlaps(self.stretches, other.stretches)))

    def __sub__(self, other: ValueSet) -> ValueSet:
        return self & ValueSet(other.words, not other.is_all_but, tuple(_gaps(other.stretches)))


ALL = ValueSet(is_all_but=True, stretches=((START, STOP),))
NUMBERS = ValueSet(stretches=((START, STOP),))
TEXTS = ValueSet(is_all_but=True)
NULL: Final[Word] = ("null", None)
NOTHING = ValueSet(frozenset({NULL}))
LACKING = ValueSet(frozenset({("lacking", None)}))
"""What a member is that an object without declared fields does not have: to ask for its value fails."""
ABSENT = ValueSet(NOTHING.words | LACKING.words)


def one_of(words: Iterable[Word]) -> ValueSet:
    return ValueSet(frozenset(words))


def text(value: str) -> Word:
    return ("text", value)


def flag(value: bool) -> Word:
    return ("flag", value)


def numbers(operator: str, bound: float, *, whole: bool) -> ValueSet:
    """Numbers for which `x operator bound` holds. `whole`: among whole numbers."""
    before, after = ((bound, 0), (bound, 1)) if not whole else ((math.ceil(bound), 0), (math.floor(bound) + 1, 0))
    stretch = {
        "<": ((START, before),),
        "<=": ((START, after),),
        ">": ((after, STOP),),
        ">=": ((before, STOP),),
        "==": ((before, after),),
        "!=": ((START, before), (after, STOP)),
    }[operator]
    return ValueSet(stretches=tuple((low, high) for low, high in stretch if low < high))


def _common(one: ValueSet, other: ValueSet) -> tuple[frozenset[Word], bool]:
    if one.is_all_but and other.is_all_but:
        return one.words | other.words, True
    if one.is_all_but:
        return other.words - one.words, False
    return (one.words - other.words if other.is_all_but else one.words & other.words), False


def _overlaps(one: tuple[tuple[Cut, Cut], ...], other: tuple[tuple[Cut, Cut], ...]) -> Iterable[tuple[Cut, Cut]]:
    index = position = 0
    while index < len(one) and position < len(other):
        low, high = max(one[index][0], other[position][0]), min(one[index][1], other[position][1])
        if low < high:
            yield low, high
        if one[index][1] < other[position][1]:
            index += 1
        else:
            position += 1


def _gaps(stretches: tuple[tuple[Cut, Cut], ...]) -> Iterable[tuple[Cut, Cut]]:
    begin = START
    for low, high in stretches:
        if begin < low:
            yield begin, low
        begin = high
    if begin < STOP:
        yield begin, STOP
