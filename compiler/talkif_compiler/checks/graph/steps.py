"""Which way a counter moves in each round, and whether it gets to a value in that way."""

from __future__ import annotations

from typing import Literal, TypeAlias

from talkif_schemas.conditions import tokenize

from ...linking.conditions.value_sets import NUMBERS, ValueSet

Direction: TypeAlias = Literal["up", "down"]


def direction_of(source: str, name: str) -> Direction | None:
    """Of `vars.name + 1`, `1 + vars.name` and `vars.name - 1`; None for what is not one of them.

    Of `has(vars.name) ? vars.name + 1 : 1` as well, which is so in all rounds but the first.
    """
    words = [token.text for token in tokenize(source)]
    variable = ["vars", ".", name]
    asking = ["has", "(", *variable, ")", "?"]
    if words[: len(asking)] == asking and ":" in words:
        words = words[len(asking) : words.index(":")]
    if len(words) != 5:
        return None
    if words[:3] == variable and words[3] in "+-" and _is_more_than_nothing(words[4]):
        return "up" if words[3] == "+" else "down"
    return "up" if words[2:] == variable and words[1] == "+" and _is_more_than_nothing(words[0]) else None


def gets_to(values: ValueSet, direction: Direction) -> bool:
    """Whether a number that is not among the values may come to be one of them by going on and on."""
    others = (NUMBERS - values).stretches
    if not values.stretches or not others:
        return bool(values.stretches)
    if direction == "up":
        return values.stretches[-1][1] > others[0][0]
    return values.stretches[0][0] < others[-1][1]


def _is_more_than_nothing(word: str) -> bool:
    try:
        return float(word) > 0
    except ValueError:
        return False
