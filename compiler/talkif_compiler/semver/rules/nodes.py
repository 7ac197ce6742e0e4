"""Comparing the nodes that both versions have."""

from __future__ import annotations

from collections.abc import Iterator

from talkif_schemas.artifact import Node

from ..contract import Contract
from .rule import Find, Findings


def both(old: Contract, new: Contract) -> Iterator[tuple[str, Node, Node]]:
    """Those of one type, in the order of the new version."""
    for node_id, after in new.artifact.nodes.items():
        before = old.artifact.nodes.get(node_id)
        if before is not None and before.type == after.type:
            yield node_id, before, after


def fields(*names: str) -> Find:
    """Finds the nodes in which one of these fields has changed."""

    def find(old: Contract, new: Contract) -> Findings:
        for node_id, before, after in both(old, new):
            changed = [name for name in names if getattr(before, name, None) != getattr(after, name, None)]
            if changed:
                listed = ", ".join(f"`{name}`" for name in changed)
                yield node_id, f"{listed} of `{node_id}` changed"

    return find
