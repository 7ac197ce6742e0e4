"""Where a node may lead."""

from __future__ import annotations

from collections.abc import Iterator

from .control import SwitchNode
from .dialogue import MenuNode
from .node import NodeBase


def targets(node: NodeBase) -> Iterator[str]:
    """Where its edges, choices and cases lead, in order."""
    yield from (edge.to for edge in node.edges)
    if isinstance(node, MenuNode):
        yield from (choice.to for choice in node.choices)
    elif isinstance(node, SwitchNode):
        yield from node.cases.values()
