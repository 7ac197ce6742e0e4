"""Lines as SVG path data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct

Point: TypeAlias = tuple[float, float]

_CORNER = 9.0
LOOP_WIDTH = 26.0


class Place(Struct, frozen=True):
    """Centre and size of a box."""

    x: float
    y: float
    width: float
    height: float

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2


class Path(Struct, frozen=True):
    data: str
    label: Point | None
    """Centre of the label."""


def downwards(points: Sequence[Point]) -> str:
    """Points come in pairs: the line bends between the pairs, and is straight inside of each, where it passes a row."""
    (x, y), *rest = points
    data = [f"M{_pair(x, y)}"]
    for number, (to_x, to_y) in enumerate(rest):
        if number % 2 == 0:
            middle = (y + to_y) / 2
            data.append(f"C{_pair(x, middle)} {_pair(to_x, middle)} {_pair(to_x, to_y)}")
        elif to_y != y:
            data.append(f"L{_pair(to_x, to_y)}")
        x, y = to_x, to_y
    return "".join(data)


def rounded(points: Sequence[Point]) -> str:
    """A line of level and upright stretches with round corners."""
    data = [f"M{_pair(*points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        data.append(f"L{_pair(*_towards(corner, before))}Q{_pair(*corner)} {_pair(*_towards(corner, after))}")
    data.append(f"L{_pair(*points[-1])}")
    return "".join(data)


def loop(place: Place) -> str:
    """Out of the right side of a box and back into it."""
    x, out = place.right, place.right + LOOP_WIDTH
    top, bottom = place.y - place.height / 4, place.y + place.height / 4
    return f"M{_pair(x, top)}C{_pair(out, top - 8)} {_pair(out, bottom + 8)} {_pair(x, bottom)}"


def number(value: float) -> str:
    """Short, and the same on every machine."""
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.0f}"


def _pair(x: float, y: float) -> str:
    return f"{number(x)},{number(y)}"


def _towards(start: Point, goal: Point) -> Point:
    """A little on the way, at most half of it."""
    (x, y), (to_x, to_y) = start, goal
    length = abs(to_x - x) + abs(to_y - y)
    share = min(_CORNER, length / 2) / length if length else 0.0
    return x + (to_x - x) * share, y + (to_y - y) * share
