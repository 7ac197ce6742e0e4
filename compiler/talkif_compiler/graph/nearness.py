"""How far things are from each other when lines may be followed both ways."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Neighbours: TypeAlias = Mapping[T, Collection[T]]


def neighbours(things: Iterable[T], lines: Iterable[tuple[T, T]]) -> dict[T, dict[T, None]]:
    """Of each thing, in the order of the lines. Lines that end outside of the things are left out."""
    near: dict[T, dict[T, None]] = {thing: {} for thing in things}
    for one, other in lines:
        if one in near and other in near:
            near[one][other] = near[other][one] = None
    return near


def distances(near: Neighbours[T], centres: Iterable[T]) -> dict[T, int]:
    """Steps to the nearest centre, of everything that is connected with one."""
    layer = list(dict.fromkeys(centres))
    found = dict.fromkeys(layer, 0)
    while layer:
        reached = dict.fromkeys(other for thing in layer for other in near[thing] if other not in found)
        found.update(dict.fromkeys(reached, found[layer[0]] + 1))
        layer = list(reached)
    return found


def parts(near: Neighbours[T]) -> list[list[T]]:
    """What is connected, in the order of the things."""
    place = {thing: index for index, thing in enumerate(near)}
    seen: set[T] = set()
    found = []
    for thing in near:
        if thing not in seen:
            part = sorted(distances(near, [thing]), key=place.__getitem__)
            seen.update(part)
            found.append(part)
    return found
