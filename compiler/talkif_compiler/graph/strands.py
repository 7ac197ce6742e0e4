"""Edges as lines to draw: those that run side by side become one line with several labels."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from .picture import Change, PictureEdge
from .wording import label

_LABELS_MAX = 4


class Strand(Struct, frozen=True):
    origin: str
    target: str
    labels: tuple[str, ...]
    is_dotted: bool
    change: Change | None


def strands(edges: Iterable[PictureEdge]) -> tuple[Strand, ...]:
    """In the order of their first edges."""
    found: dict[tuple[str, str, bool, Change | None], list[str]] = {}
    for edge in edges:
        labels = found.setdefault((edge.origin, edge.target, edge.is_dotted, edge.change), [])
        text = label(edge)
        if text and text not in labels:
            labels.append(text)
    return tuple(
        Strand(origin, target, _few(labels), dotted, change)
        for (origin, target, dotted, change), labels in found.items()
    )


def _few(labels: list[str]) -> tuple[str, ...]:
    if len(labels) <= _LABELS_MAX:
        return tuple(labels)
    return (*labels[: _LABELS_MAX - 1], f"and {len(labels) - _LABELS_MAX + 1} more")
