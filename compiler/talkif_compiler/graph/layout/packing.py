"""Moves parts of the picture that no line connects close to each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..nearness import neighbours, parts
from .ordering import Links, Rows
from .spacing import Extent


def pack(rows: Rows, below: Links, extents: Sequence[Extent], centres: list[float], gap: float) -> None:
    """From left to right, each part as far to the left as the parts before it let it."""
    before = {item: left for row in rows for left, item in pairwise(row)}
    lines = ((item, lower) for item, lowers in enumerate(below) for lower in lowers)
    found = [set(part) for part in parts(neighbours(range(len(centres)), lines))]
    for part in sorted(found, key=lambda part: (min(centres[item] for item in part), min(part))):
        room = [
            centres[item] - extents[item].left - gap - centres[left] - extents[left].right
            for item in part
            if (left := before.get(item)) is not None and left not in part
        ]
        if room and min(room) > 0:
            for item in part:
                centres[item] -= min(room)
