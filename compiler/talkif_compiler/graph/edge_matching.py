"""Which edge of the new picture was which edge of the old one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from .picture import PictureEdge

Likeness: TypeAlias = Callable[[PictureEdge], tuple[str, ...]]

_LIKENESSES: tuple[Likeness, ...] = (
    lambda edge: (edge.origin, edge.target, edge.kind, edge.condition),
    lambda edge: (edge.origin, edge.target, edge.kind),
)
"""The strictest first: an edge with another target is another edge, one with another condition is a changed one."""


def match_edges(old: Sequence[PictureEdge], new: Sequence[PictureEdge]) -> list[int | None]:
    """For each new edge the index of its old one. Each old edge is taken once, in order."""
    matched: list[int | None] = [None] * len(new)
    free = set(range(len(old)))
    for likeness in _LIKENESSES:
        waiting: dict[tuple[str, ...], list[int]] = {}
        for index in sorted(free, reverse=True):
            waiting.setdefault(likeness(old[index]), []).append(index)
        for position, edge in enumerate(new):
            candidates = waiting.get(likeness(edge))
            if matched[position] is None and candidates:
                matched[position] = candidates.pop()
        free -= {index for index in matched if index is not None}
    return matched
