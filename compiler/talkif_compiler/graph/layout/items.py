"""What stands in the rows: boxes in the even ones; in between, and in the rows that it passes, a part of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field

from .layers import layers
from .ordering import Rows
from .paths import LOOP_WIDTH
from .spacing import Extent

_LINE_WEIGHT = 3.0
_LINE_HALF = 3.0


class Size(Struct, frozen=True):
    width: float
    height: float
    weight: float = 1.0
    """How much the rest minds to stand far from it."""


class Line(Struct, frozen=True):
    origin: str
    target: str
    label: Size | None


class Items(Struct):
    """Items are numbered; the boxes come first, in the order of their keys."""

    rows: Rows = field(default_factory=list)
    row_of: list[int] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    extents: list[Extent] = field(default_factory=list)
    above: list[list[int]] = field(default_factory=list)
    below: list[list[int]] = field(default_factory=list)
    chains: dict[int, list[int]] = field(default_factory=dict)
    """Number of a line that leads downwards -> the items that it joins."""
    upwards: list[int] = field(default_factory=list)
    """Numbers of the lines that lead to a row above, or to another box of their own row."""

    def add(self, row: int, extent: Extent, height: float) -> int:
        self.rows += [[] for _ in range(row + 1 - len(self.rows))]
        item = len(self.row_of)
        self.rows[row].append(item)
        self.row_of.append(row)
        self.heights.append(height)
        self.extents.append(extent)
        self.above.append([])
        self.below.append([])
        return item

    def link(self, upper: int, lower: int) -> None:
        self.below[upper].append(lower)
        self.above[lower].append(upper)


def items(sizes: Mapping[str, Size], lines: Sequence[Line]) -> Items:
    keys = list(sizes)
    rows, upwards = layers(keys, [(line.origin, line.target) for line in lines])
    found = Items()
    loops = {line.origin: line for line in lines if line.origin == line.target}
    for key in keys:
        half = sizes[key].width / 2
        extra = LOOP_WIDTH + (loops[key].label or Size(0, 0)).width if key in loops else 0
        found.add(2 * rows[key], Extent(half, half + extra, sizes[key].weight), sizes[key].height)
    number = {key: index for index, key in enumerate(keys)}
    for index, line in enumerate(lines):
        if (line.origin, line.target) in upwards:
            found.upwards.append(index)
        elif line.origin != line.target:
            _chain(found, index, line, number[line.origin], number[line.target], sizes[line.target].weight)
    return found


def _chain(found: Items, index: int, line: Line, origin: int, target: int, weight: float) -> None:
    first = found.row_of[origin] + 1
    chain = [origin]
    for row in range(first, found.row_of[target]):
        label = line.label if row == first else None
        half = label.width / 2 if label else _LINE_HALF
        chain.append(found.add(row, Extent(half, half, _LINE_WEIGHT * weight), label.height if label else 0.0))
    chain.append(target)
    for upper, lower in pairwise(chain):
        found.link(upper, lower)
    found.chains[index] = chain
