"""Takes the small bends out of long lines, within the room that their neighbours leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .ordering import Rows
from .spacing import Extent


def straighten(
    chains: Iterable[Sequence[int]], rows: Rows, extents: Sequence[Extent], centres: list[float], gap: float
) -> None:
    """Moves items of a chain onto one upright, for as many rows as there is one that is free in all of them."""
    beside = {item: (left, right) for row in rows for left, item, right in _neighbours(row)}

    def room(item: int) -> tuple[float, float]:
        left, right = beside[item]
        least = centres[left] + extents[left].right + gap + extents[item].left if left is not None else -_FAR
        most = centres[right] - extents[right].left - gap - extents[item].right if right is not None else _FAR
        return min(least, centres[item]), max(most, centres[item])

    for chain in chains:
        run: list[int] = []
        least, most = -_FAR, _FAR
        for item in chain:
            low, high = room(item)
            if max(least, low) > min(most, high):
                _align(run, least, most, centres)
                run, least, most = [], -_FAR, _FAR
            run.append(item)
            least, most = max(least, low), min(most, high)
        _align(run, least, most, centres)


_FAR = 1e12


def _align(run: Sequence[int], least: float, most: float, centres: list[float]) -> None:
    if run:
        middle = sorted(centres[item] for item in run)[len(run) // 2]
        for item in run:
            centres[item] = min(max(middle, least), most)


def _neighbours(row: Sequence[int]) -> Iterable[tuple[int | None, int, int | None]]:
    return zip([None, *row[:-1]], row, [*row[1:], None], strict=True)
