"""A node and what is near it."""

from __future__ import annotations

from msgspec.structs import replace

from ..suggest import nearest
from .nearness import distances, neighbours
from .picture import Picture, key_of


class NoSuchNode(Exception):
    """The text names the node, and the one that was probably meant."""


def focus(picture: Picture, node_id: str, depth: int) -> Picture:
    """Everything at most `depth` steps from the node, forwards or backwards. Raises NoSuchNode.

    What holds in any node leads everywhere, so no step goes through it; it is shown where it leads to a node in sight.
    """
    centre = key_of(node_id)
    nodes = {node.key: node for node in picture.nodes}
    if centre not in nodes:
        guess = nearest(node_id, [node.id for node in picture.nodes if not node.key.startswith("@")])
        raise NoSuchNode(f"there is no node {node_id!r}" + (f"; did you mean {guess}?" if guess else ""))
    marks = {key for key, node in nodes.items() if node.family == "mark"}
    near = neighbours(nodes.keys() - marks, ((edge.origin, edge.target) for edge in picture.edges))
    shown = {key for key, steps in distances(near, [centre]).items() if steps <= depth}
    shown |= {edge.origin for edge in picture.edges if edge.origin in marks and edge.target in shown}
    away = len(nodes) - len(shown)
    note = f"{away:,} of {len(nodes):,} nodes are farther than {depth} from {nodes[centre].id}."
    return replace(
        picture,
        nodes=tuple(node for node in picture.nodes if node.key in shown),
        edges=tuple(edge for edge in picture.edges if edge.origin in shown and edge.target in shown),
        notes=(*picture.notes, note) if away else picture.notes,
    )
