"""Boxes and lines in, places and paths out.

Lines and labels take places in the rows like boxes, so they never lie on boxes. Lines that lead upwards run beside
everything else, on the nearer side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from .items import Items, Line, Size, items
from .ordering import order
from .packing import pack
from .paths import Path, Place, Point, downwards, loop, rounded
from .spacing import space
from .straightening import straighten

MARGIN = 24.0
_GAP = 18.0
_ROW_GAP_MIN = 20.0
_ROW_GAP_MAX = 70.0
_CHANNEL = 7.0
_LANE = 16.0
_PORT = 16.0


class Layout(Struct, frozen=True):
    places: dict[str, Place]
    paths: tuple[Path, ...]
    """One for each line, in their order."""
    left: float
    top: float
    width: float
    height: float


def plan(sizes: Mapping[str, Size], lines: Sequence[Line]) -> Layout:
    found = items(sizes, lines)
    found.rows = order(found.rows, found.above, found.below)
    centres = space(found.rows, found.above, found.below, found.extents, _GAP)
    straighten([chain[1:-1] for chain in found.chains.values()], found.rows, found.extents, centres, _GAP)
    pack(found.rows, found.below, found.extents, centres, 2 * _GAP)
    return _Routes(tuple(sizes), sizes, lines, found, centres).layout()


class _Routes(Struct):
    keys: Sequence[str]
    sizes: Mapping[str, Size]
    lines: Sequence[Line]
    items: Items
    centres: list[float]
    places: dict[str, Place] = field(default_factory=dict)
    tops: list[float] = field(default_factory=list)
    """Of the rows."""
    bottoms: list[float] = field(default_factory=list)
    used: Counter[int] = field(default_factory=Counter)
    """Row -> lines that already run level in the gap below it."""
    edges: dict[int, list[float]] = field(default_factory=dict)
    """Side -> how far out each row reaches there."""

    def layout(self) -> Layout:
        self._stack()
        self.places = {
            key: Place(self.centres[item], self._middle(item), self.sizes[key].width, self.sizes[key].height)
            for item, key in enumerate(self.keys)
        }
        self.edges = {side: [self._edge(row, side) for row in self.items.rows] for side in (-1, 1)}
        starts, ends = self._ports()
        paths: dict[int, Path] = {}
        for index, line in enumerate(self.lines):
            if line.origin == line.target:
                paths[index] = self._loop(line)
        for index in self.items.chains:
            paths[index] = self._down(index, starts[index], ends[index])
        for index in sorted(self.items.upwards, key=lambda index: (self._climb(index), index)):
            paths[index] = self._up(index, starts[index], ends[index])
        return self._framed(tuple(paths[index] for index in range(len(self.lines))))

    def _framed(self, paths: tuple[Path, ...]) -> Layout:
        top = -MARGIN - _CHANNEL * self.used[-1]
        last = len(self.bottoms) - 1
        bottom = (self.bottoms[last] if self.bottoms else 0.0) + MARGIN + _CHANNEL * self.used[last]
        left, right = min(self.edges[-1], default=0.0) - MARGIN, max(self.edges[1], default=0.0) + MARGIN
        return Layout(self.places, paths, left, top, right - left, bottom - top)

    def _edge(self, row: Sequence[int], side: int) -> float:
        outer = row[-1 if side > 0 else 0]
        extent = self.items.extents[outer]
        return self.centres[outer] + (extent.right if side > 0 else -extent.left)

    def _stack(self) -> None:
        """Rows below each other, farther apart where lines run far to the side or level."""
        level: Counter[int] = Counter()
        for index in self.items.upwards:
            level[self._row(self.lines[index].origin)] += 1
            level[self._row(self.lines[index].target) - 1] += 1
        self.tops, self.bottoms = [], []
        y = 0.0
        for number, row in enumerate(self.items.rows):
            self.tops.append(y)
            y += max((self.items.heights[item] for item in row), default=0.0)
            self.bottoms.append(y)
            shifts = [abs(self.centres[item] - self.centres[after]) for item in row for after in self.items.below[item]]
            bend = 0.09 * max(shifts, default=0.0)
            y += min(_ROW_GAP_MAX, _ROW_GAP_MIN + bend) + _CHANNEL * level[number]

    def _row(self, key: str) -> int:
        return self.items.row_of[self.keys.index(key)]

    def _middle(self, item: int) -> float:
        row = self.items.row_of[item]
        return (self.tops[row] + self.bottoms[row]) / 2

    def _climb(self, index: int) -> float:
        line = self.lines[index]
        return self.places[line.origin].y - self.places[line.target].y

    def _ports(self) -> tuple[dict[int, Point], dict[int, Point]]:
        """Where each line leaves its box and reaches the other one: side by side, in the order of where they go."""
        leaving: dict[str, list[tuple[float, int]]] = {}
        coming: dict[str, list[tuple[float, int]]] = {}
        for index, line in enumerate(self.lines):
            if index in self.items.chains:
                chain = self.items.chains[index]
                leaving.setdefault(line.origin, []).append((self.centres[chain[1]], index))
                coming.setdefault(line.target, []).append((self.centres[chain[-2]], index))
            elif line.origin != line.target:
                side = self._side(line)
                leaving.setdefault(line.origin, []).append((side * 1e9, index))
                coming.setdefault(line.target, []).append((side * 1e9, index))
        starts = {
            index: (x, self.places[key].bottom) for key in leaving for index, x in self._spread(key, leaving[key])
        }
        ends = {index: (x, self.places[key].top) for key in coming for index, x in self._spread(key, coming[key])}
        return starts, ends

    def _spread(self, key: str, ways: list[tuple[float, int]]) -> list[tuple[int, float]]:
        place = self.places[key]
        step = min(_PORT, 0.6 * place.width / len(ways))
        return [
            (index, place.x + (number - (len(ways) - 1) / 2) * step) for number, (_, index) in enumerate(sorted(ways))
        ]

    def _side(self, line: Line) -> int:
        """-1 for the left, 1 for the right."""
        middle = (min(self.edges[-1]) + max(self.edges[1])) / 2
        return -1 if (self.places[line.origin].x + self.places[line.target].x) / 2 < middle else 1

    def _down(self, index: int, start: Point, end: Point) -> Path:
        chain = self.items.chains[index]
        points = [start]
        for item in chain[1:-1]:
            row, x = self.items.row_of[item], self.centres[item]
            points += [(x, self.tops[row]), (x, self.bottoms[row])]
        label = (self.centres[chain[1]], self._middle(chain[1])) if self.lines[index].label else None
        return Path(downwards([*points, end]), label)

    def _up(self, index: int, start: Point, end: Point) -> Path:
        line = self.lines[index]
        lower, upper = self._row(line.origin), self._row(line.target)
        below, above = self._channel(lower), self._channel(upper - 1)
        half = line.label.width / 2 if line.label else 0.0
        lane = self._lane(self._side(line), upper, lower, half)
        data = rounded([start, (start[0], below), (lane, below), (lane, above), (end[0], above), end])
        return Path(data, (lane, (below + above) / 2) if line.label else None)

    def _lane(self, side: int, upper: int, lower: int, half: float) -> float:
        """Where a line can climb beside the boxes of these rows and the lines that climb there already."""
        rows = range(upper, lower + 1)
        taken = [self.edges[side][row] * side for row in rows]
        lane = max(taken) + _LANE + half
        for row in rows:
            self.edges[side][row] = (lane + half) * side
        return lane * side

    def _channel(self, row: int) -> float:
        """Height of the next free level run below a row."""
        self.used[row] += 1
        return (self.bottoms[row] if row >= 0 else -MARGIN / 2 - _CHANNEL * self.used[row]) + _CHANNEL * self.used[row]

    def _loop(self, line: Line) -> Path:
        place = self.places[line.origin]
        label = (place.right + 20 + line.label.width / 2, place.y) if line.label else None
        return Path(loop(place), label)
