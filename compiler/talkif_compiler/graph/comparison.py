"""What changed between two pictures of one flow, as a picture that shows both."""

from __future__ import annotations

from msgspec.structs import replace

from .edge_matching import match_edges
from .picture import Facts, Picture, PictureEdge, PictureNode
from .renames import find_renames

_REORDERED = "order of next"


def compare(old: Picture, new: Picture) -> Picture:
    """The new picture with its changes, followed by what is gone."""
    renames = find_renames(old, new)
    before = {renames.get(node.key, node.key): node for node in old.nodes}
    moved = [
        replace(edge, origin=renames.get(edge.origin, edge.origin), target=renames.get(edge.target, edge.target))
        for edge in old.edges
    ]
    matched = match_edges(moved, new.edges)
    edges = [_edge(moved, position, edge) for edge, position in zip(new.edges, matched, strict=True)]
    gone_edges = [replace(edge, change="removed") for index, edge in enumerate(moved) if index not in set(matched)]
    reordered = _reordered(new.edges, matched)
    keys = {node.key for node in new.nodes}
    gone = [replace(node, change="removed") for key, node in before.items() if key not in keys]
    return replace(
        new,
        nodes=(*(_node(before.get(node.key), node, node.key in reordered) for node in new.nodes), *gone),
        edges=(*edges, *gone_edges),
        changed_keys=changed_keys(old.facts, new.facts),
        is_comparison=True,
    )


def all_added(new: Picture) -> Picture:
    """The comparison with a moment at which there was no such flow."""
    return compare(replace(new, nodes=(), edges=(), facts=()), new)


def changed_keys(old: Facts, new: Facts) -> tuple[str, ...]:
    before, now = dict(old), dict(new)
    return tuple(key for key in sorted(before.keys() | now.keys()) if before.get(key) != now.get(key))


def _node(before: PictureNode | None, now: PictureNode, is_reordered: bool) -> PictureNode:
    if before is None:
        return replace(now, change="added")
    keys = changed_keys(before.facts, now.facts) + ((_REORDERED,) if is_reordered else ())
    if before.key != now.key:
        return replace(now, change="renamed", was=before.id, changed_keys=keys)
    return replace(now, change="changed", changed_keys=keys) if keys else now


def _edge(old: list[PictureEdge], position: int | None, now: PictureEdge) -> PictureEdge:
    if position is None:
        return replace(now, change="added")
    before = old[position]
    keys = changed_keys(before.facts, now.facts)
    if before.condition != now.condition:
        keys = (now.kind, *keys)
    if before.returns != now.returns and "return" not in keys:
        keys = (*keys, "return")
    return replace(now, change="changed", changed_keys=keys) if keys else now


def _reordered(edges: tuple[PictureEdge, ...], matched: list[int | None]) -> set[str]:
    """Nodes whose conditions are tried in another order than before."""
    last: dict[str, int] = {}
    found = set()
    for edge, position in zip(edges, matched, strict=True):
        if edge.kind == "if" and position is not None:
            if position < last.get(edge.origin, -1):
                found.add(edge.origin)
            last[edge.origin] = position
    return found
