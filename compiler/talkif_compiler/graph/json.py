"""A picture for programs."""

from __future__ import annotations

from typing import Any

import orjson

from .picture import Picture, PictureEdge, PictureNode
from .wording import cut

_CONDITION_MAX = 1_000


def json_text(picture: Picture) -> str:
    """One document, with a line end at its end."""
    document: dict[str, Any] = {
        "flow": picture.flow,
        "nodes": [_node(node) for node in picture.nodes],
        "edges": [_edge(edge) for edge in picture.edges],
        "notes": list(picture.notes),
    }
    if picture.is_comparison:
        document["changes"] = _changes(picture)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _node(node: PictureNode) -> dict[str, Any]:
    return {
        "key": _key(node.key),
        "id": node.id,
        "family": node.family,
        "type": node.type,
        "subject": node.subject,
        "says": node.says,
        "place": node.place,
        "severity": node.severity,
        "rules": list(node.rules),
        "unreachable": node.is_unreachable,
        "deadEnd": node.is_dead_end,
        "change": node.change,
        "changedKeys": list(node.changed_keys),
        "was": node.was or None,
    }


def _edge(edge: PictureEdge) -> dict[str, Any]:
    return {
        "from": _key(edge.origin),
        "to": _key(edge.target),
        "kind": edge.kind,
        "condition": cut(edge.condition, _CONDITION_MAX),
        "everywhere": edge.is_dotted,
        "returns": edge.returns,
        "place": edge.place,
        "change": edge.change,
        "changedKeys": list(edge.changed_keys),
    }


def _changes(picture: Picture) -> dict[str, Any]:
    nodes = [node for node in picture.nodes if node.family not in ("mark", "missing")]
    return {
        "flow": list(picture.changed_keys),
        **{
            change: [_key(node.key) for node in nodes if node.change == change]
            for change in ("added", "removed", "changed")
        },
        "renamed": [{"from": node.was, "to": _key(node.key)} for node in nodes if node.change == "renamed"],
        "edges": {
            change: sum(edge.change == change for edge in picture.edges) for change in ("added", "removed", "changed")
        },
    }


def _key(key: str) -> str:
    """Keys hold ids as they are written, which may be anything."""
    return cut(key, 100)
