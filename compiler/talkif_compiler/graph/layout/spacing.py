"""How far to the right each item stands: as near as can be to its neighbours, without leaving its place in the row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from .ordering import Links, Rows

_PASSES = 24


class Extent(Struct, frozen=True):
    left: float
    right: float
    weight: float
    """How much it minds to stand elsewhere than its neighbours: long lines most, since their bends are ugly."""


def space(rows: Rows, above: Links, below: Links, extents: Sequence[Extent], gap: float) -> list[float]:
    """The centre of each item."""
    centres = [0.0] * len(extents)
    for row in rows:
        offsets = _offsets(row, extents, gap)
        for item, offset in zip(row, offsets, strict=True):
            centres[item] = offset - offsets[-1] / 2
    for turn in range(_PASSES):
        last = turn >= _PASSES - 8
        for row in rows if turn % 2 == 0 else rows[::-1]:
            looked_at = (above, below) if last else (above,) if turn % 2 == 0 else (below,)
            wishes = [_wish(item, centres, looked_at, extents) for item in row]
            _settle(row, wishes, centres, extents, gap)
    return centres


def _wish(item: int, centres: list[float], looked_at: Sequence[Links], extents: Sequence[Extent]) -> float:
    near = [(other, extents[item].weight * extents[other].weight) for links in looked_at for other in links[item]]
    total = sum(pull for _, pull in near)
    return sum(centres[other] * pull for other, pull in near) / total if near else centres[item]


def _offsets(row: Sequence[int], extents: Sequence[Extent], gap: float) -> list[float]:
    """Of each item from the first, when all stand as close as they may."""
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + extents[left].right + gap + extents[right].left)
    return offsets


def _settle(
    row: Sequence[int], wishes: Sequence[float], centres: list[float], extents: Sequence[Extent], gap: float
) -> None:
    """Places of least squared distance to the wishes that keep order and gaps: neighbours that push become blocks."""
    offsets = _offsets(row, extents, gap)
    blocks: list[tuple[float, float, int]] = []
    """(sum of weighted wishes, weight, count)."""
    for item, wish, offset in zip(row, wishes, offsets, strict=True):
        weight = extents[item].weight
        block = ((wish - offset) * weight, weight, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            before = blocks.pop()
            block = (before[0] + block[0], before[1] + block[1], before[2] + block[2])
        blocks.append(block)
    starts = [total / weight for total, weight, count in blocks for _ in range(count)]
    for item, start, offset in zip(row, starts, offsets, strict=True):
        centres[item] = start + offset
