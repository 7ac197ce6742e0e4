"""Which nodes read values out of the dialogue."""

from __future__ import annotations

from ...nodes.agent import Agent
from ...nodes.extract import Extract
from ...nodes.fields import NodeFields
from ...source import Span


def extraction(node: NodeFields) -> Span | None:
    """Where the node says that it does; None for one that does not."""
    if isinstance(node, Agent) and node.extract:
        return node.extract[0].span
    return node.into.span if isinstance(node, Extract) else None
