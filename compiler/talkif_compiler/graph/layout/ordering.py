"""The order of boxes in each row: near to what they are connected with, so that few lines cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

Rows: TypeAlias = list[list[int]]
Links: TypeAlias = Sequence[Sequence[int]]
"""Item -> items of the row above, or of the row below."""

_SWEEPS = 12


def order(rows: Rows, above: Links, below: Links) -> Rows:
    """The best of a few sweeps down and up, each of which puts items at the mean place of their neighbours."""
    best, least = rows, crossings(rows, below)
    current = rows
    for sweep in range(_SWEEPS):
        if not least:
            break
        current = _sweep(current, above) if sweep % 2 == 0 else _sweep(current[::-1], below)[::-1]
        count = crossings(current, below)
        if count < least:
            best, least = current, count
    return best


def crossings(rows: Rows, below: Links) -> int:
    count = 0
    for row, after in pairwise(rows):
        place = {item: index for index, item in enumerate(after)}
        ends: list[int] = []
        for item in row:
            targets = sorted(place[target] for target in below[item])
            count += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return count


def _sweep(rows: Rows, neighbours: Links) -> Rows:
    done: Rows = [rows[0]]
    for row in rows[1:]:
        place = {item: index / max(1, len(done[-1]) - 1) for index, item in enumerate(done[-1])}
        own = {item: index / max(1, len(row) - 1) for index, item in enumerate(row)}
        done.append(sorted(row, key=lambda item: _mean([place[near] for near in neighbours[item]], own[item])))
    return done


def _mean(places: list[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise
