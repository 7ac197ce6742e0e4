"""Texts of tenants, made short enough for a picture. Quoting is up to each writer."""

from __future__ import annotations

from ..render.visible import visible
from .picture import PictureEdge, PictureNode

ID_MAX = 64
SAYS_MAX = 60
LABEL_MAX = 44


def cut(text: str, limit: int) -> str:
    """One line of at most `limit` characters, with nothing in it that moves or hides its neighbours."""
    line = " ".join(text[: limit * 8].split())
    shown = visible(line[: limit + 1])
    return shown if len(shown) <= limit and len(text) <= limit * 8 else f"{shown[: limit - 1].rstrip()}…"


def captions(node: PictureNode) -> tuple[str, ...]:
    """The lines in a node; the first is its id."""
    kind = " ".join(part for part in (node.type, node.subject) if part)
    found = f"{node.severity}: {', '.join(node.rules)}" if node.severity else ""
    lost = "unreachable" if node.is_unreachable else ""
    lines = (node.id, kind, f"“{node.says}”" if node.says else "", found, lost, change_caption(node))
    return tuple(line for line in lines if line)


def change_caption(node: PictureNode | PictureEdge) -> str:
    keys = ", ".join(node.changed_keys)
    if node.change == "renamed" and isinstance(node, PictureNode):
        return f"renamed, was {node.was}" + (f"; changed: {keys}" if keys else "")
    if node.change == "changed":
        return f"changed: {keys}"
    return node.change or ""


def label(edge: PictureEdge) -> str:
    """Empty for an edge that is always taken."""
    condition = cut(edge.condition, LABEL_MAX)
    shown = {
        "if": f"if {condition}",
        "on": f"on {condition}",
        "when": f"when “{condition}”",
        "else": "else",
        "choice": f"= {condition}" if condition else "",
        "idle": f"silence {condition}".rstrip(),
    }.get(edge.kind, "")
    if edge.returns:
        shown += " and back"
    return f"{shown} ({change_caption(edge)})" if edge.change == "changed" else shown
