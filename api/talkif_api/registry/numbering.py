"""Which number a new version gets. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from talkif_schemas.resources.flow_versions import Bump

Number: TypeAlias = tuple[int, int, int]

FIRST: Final[Number] = (1, 0, 0)


def next_number(base: Number, bump: Bump, taken: Iterable[Number]) -> Number:
    """The smallest free number that says `bump` relative to `base`.

    `base` need not be the newest: an environment that was rolled back to 1.2.0 while 1.3.0 exists gets 1.4.0 for a
    minor change and 1.2.1 for a patch: a number promises compatibility only with what it was compared to.
    """
    major, minor, _ = base
    numbers = [base, *taken]
    if bump == "major":
        return max(number[0] for number in numbers) + 1, 0, 0
    if bump == "minor":
        return major, max(number[1] for number in numbers if number[0] == major) + 1, 0
    return major, minor, max(number[2] for number in numbers if number[:2] == (major, minor)) + 1


def parse(text: str) -> Number:
    major, minor, patch = (int(part) for part in text.split("."))
    return major, minor, patch


def form(number: Number) -> str:
    return ".".join(map(str, number))
