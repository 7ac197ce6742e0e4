"""A picture in words: the flow node by node, or what changed in it."""

from __future__ import annotations

from collections.abc import Iterator

from .picture import Picture, PictureEdge, PictureNode
from .wording import captions, label

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": ">"}


def text(picture: Picture) -> str:
    """Lines, each with an end."""
    return "".join(f"{line}\n" for line in (_changes(picture) if picture.is_comparison else _nodes(picture)))


def _nodes(picture: Picture) -> Iterator[str]:
    ids = {node.key: node.id for node in picture.nodes}
    for node in picture.nodes:
        yield "  ".join(captions(node))
        for edge in picture.edges:
            if edge.origin == node.key:
                yield f"  -> {ids[edge.target]}  {label(edge)}".rstrip()
    yield from picture.notes


def _changes(picture: Picture) -> Iterator[str]:
    ids = {node.key: node.id for node in picture.nodes}
    nodes = [node for node in picture.nodes if node.change is not None and node.family not in ("mark", "missing")]
    edges = [edge for edge in picture.edges if edge.change is not None]
    if not (nodes or edges or picture.changed_keys):
        yield "nothing changed"
    yield from (f"~ {key}" for key in picture.changed_keys)
    yield from (_node(node) for node in nodes)
    yield from (_edge(edge, ids) for edge in edges)
    yield from picture.notes


def _node(node: PictureNode) -> str:
    was = f"{node.was} -> " if node.change == "renamed" else ""
    keys = f"  ({', '.join(node.changed_keys)})" if node.changed_keys else ""
    return f"{_SIGNS[node.change or 'changed']} {was}{node.id}{keys}"


def _edge(edge: PictureEdge, ids: dict[str, str]) -> str:
    return f"{_SIGNS[edge.change or 'changed']} {ids[edge.origin]} -> {ids[edge.target]}  {label(edge)}".rstrip()
