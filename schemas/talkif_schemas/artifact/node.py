"""What every node has."""

from __future__ import annotations

from ..types import Frozen
from .edges import Edge


class NodeBase(Frozen):
    """What every node has."""

    edges: tuple[Edge, ...] = ()
    handlers: bool = True
    """False when the flow's handlers do not hold in this node."""
