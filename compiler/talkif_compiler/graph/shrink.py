"""Folding away what matters least, until a picture fits.

First go straight stretches: nodes with one way in and one way out. Then go the nodes that are farthest from what is
looked at: problems and changes, or the start when there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from .nearness import distances, neighbours, parts
from .picture import START, Picture, PictureEdge, PictureNode

_PLAIN = 4
"""Weight of nodes about which there is nothing to say."""


def shrink(picture: Picture, fits: Callable[[Picture], bool]) -> Picture:
    """The picture itself when it fits."""
    if fits(picture):
        return picture
    folded = _fold(picture, _straight(picture))
    if fits(folded):
        return folded
    ranked = _ranked(picture)
    low, high = 0, len(ranked)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(_fold(picture, ranked[middle:])):
            low = middle
        else:
            high = middle
    return _fold(picture, ranked[low:])


def _straight(picture: Picture) -> list[str]:
    pairs = {(edge.origin, edge.target) for edge in picture.edges}
    ways_out, ways_in = (Counter(pair[end] for pair in pairs) for end in (0, 1))
    first = {target for origin, target in pairs if origin == START}
    changed = {key for edge in picture.edges if edge.change for key in (edge.origin, edge.target)}
    return [
        node.key
        for node in picture.nodes
        if _weight(node) == _PLAIN
        and node.family != "mark"
        and node.key not in changed
        and ways_in[node.key] == ways_out[node.key] == 1
        and node.key not in first
    ]


def _ranked(picture: Picture) -> list[str]:
    """Keys of all nodes, what matters most first."""
    order = {node.key: index for index, node in enumerate(picture.nodes)}
    weight = {node.key: _weight(node) for node in picture.nodes}
    for edge in picture.edges:
        if edge.change:
            weight[edge.origin] = min(weight[edge.origin], 3)
            weight[edge.target] = min(weight[edge.target], 3)
    centres = [key for key in order if weight[key] < _PLAIN] or [START]
    centres = [key for key in centres if key in order] or list(order)[:1]
    distance = distances(_near(picture, order), centres)
    far = len(order)
    return sorted(order, key=lambda key: (distance.get(key, far), weight[key], order[key]))


def _weight(node: PictureNode) -> int:
    """The less, the more it matters."""
    if node.severity == "error" or node.family == "missing":
        return 0
    if node.change:
        return 1
    return 2 if node.severity or node.is_unreachable or node.is_dead_end else _PLAIN


def _near(picture: Picture, keys: Iterable[str]) -> dict[str, dict[str, None]]:
    return neighbours(keys, ((edge.origin, edge.target) for edge in picture.edges))


def _fold(picture: Picture, away: Iterable[str]) -> Picture:
    """What goes away becomes one node for each connected part, and for all parts between the same neighbours."""
    gone = set(away)
    hidden = _alike(parts(_near(picture, [node.key for node in picture.nodes if node.key in gone])), picture)
    stand_in = {key: f"@hidden:{index}" for index, part in enumerate(hidden) for key in part}
    boxes = {part[0]: _box(f"@hidden:{index}", len(part)) for index, part in enumerate(hidden)}
    nodes = [boxes.get(node.key, node) for node in picture.nodes if node.key in boxes or node.key not in stand_in]
    count = len(stand_in)
    note = f"{count:,} of {len(picture.nodes):,} nodes are folded away; --focus shows a part in full."
    return replace(picture, nodes=tuple(nodes), edges=tuple(_edges(picture, stand_in)), notes=(*picture.notes, note))


def _alike(hidden: list[list[str]], picture: Picture) -> list[list[str]]:
    """Parts that touch the same nodes in the same directions are put together."""
    part_of = {key: index for index, part in enumerate(hidden) for key in part}
    touched: list[set[tuple[str, bool]]] = [set() for _ in hidden]
    for edge in picture.edges:
        origin, target = part_of.get(edge.origin), part_of.get(edge.target)
        if origin is not None and target is None:
            touched[origin].add((edge.target, True))
        elif target is not None and origin is None:
            touched[target].add((edge.origin, False))
    together: dict[frozenset[tuple[str, bool]], list[str]] = {}
    for part, ends in zip(hidden, touched, strict=True):
        together.setdefault(frozenset(ends), []).extend(part)
    return list(together.values())


def _box(key: str, count: int) -> PictureNode:
    return PictureNode(key, f"{count:,} node{'s'[: count != 1]}", "hidden", hides=count)


def _edges(picture: Picture, stand_in: dict[str, str]) -> Iterable[PictureEdge]:
    """Edges inside of a folded part vanish; those that touch it keep nothing but their ends."""
    seen = set()
    for edge in picture.edges:
        origin, target = stand_in.get(edge.origin, edge.origin), stand_in.get(edge.target, edge.target)
        if (origin, target) == (edge.origin, edge.target):
            yield edge
        elif origin != target and (origin, target) not in seen:
            seen.add((origin, target))
            yield PictureEdge(origin, target, "always", is_dotted=edge.is_dotted)
