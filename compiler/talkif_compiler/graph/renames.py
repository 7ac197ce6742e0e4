"""Nodes that are gone while a new one has the same content: the same node under another id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from .picture import Facts, Picture, PictureNode

Ways: TypeAlias = tuple[tuple[str, str, str], ...]


def find_renames(old: Picture, new: Picture) -> dict[str, str]:
    """Old key -> new key. Nodes that also have the same ways out find each other first."""
    gone, come = _only_in(old, new), _only_in(new, old)
    old_ways, new_ways = _ways(old), _ways(new)
    renames = _pairs([(node, old_ways[node.key]) for node in gone], [(node, new_ways[node.key]) for node in come])
    left = [(node, ()) for node in gone if node.key not in renames]
    right = [(node, ()) for node in come if node.key not in set(renames.values())]
    return renames | _pairs(left, right)


def _pairs(gone: Sequence[tuple[PictureNode, Ways]], come: Sequence[tuple[PictureNode, Ways]]) -> dict[str, str]:
    waiting: dict[tuple[Facts, Ways], list[str]] = {}
    for node, ways in reversed(come):
        waiting.setdefault((node.facts, ways), []).append(node.key)
    pairs: dict[str, str] = {}
    for node, ways in gone:
        candidates = waiting.get((node.facts, ways))
        if candidates:
            pairs[node.key] = candidates.pop()
    return pairs


def _only_in(picture: Picture, other: Picture) -> list[PictureNode]:
    known = {node.key for node in other.nodes}
    return [node for node in picture.nodes if node.key not in known and node.family not in ("mark", "missing")]


def _ways(picture: Picture) -> dict[str, Ways]:
    """By node; what leads nowhere has none."""
    found: dict[str, list[tuple[str, str, str]]] = {node.key: [] for node in picture.nodes}
    for edge in picture.edges:
        found[edge.origin].append((edge.kind, edge.condition, edge.target))
    return {key: tuple(sorted(ways)) for key, ways in found.items()}
