"""A flow as nodes and edges that can be drawn. Writers print it, and a comparison gives another one."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from ..diagnostics import Severity

Role: TypeAlias = Literal["say", "listen", "decide", "act", "transfer", "end", "step", "note"]
"""What a node of the flow does."""
Family: TypeAlias = Role | Literal["mark", "missing", "hidden", "reference"]
"""What gives a node its shape."""
EdgeKind: TypeAlias = Literal["always", "if", "on", "when", "else", "choice", "start", "idle"]
Change: TypeAlias = Literal["added", "removed", "changed", "renamed"]
Facts: TypeAlias = tuple[tuple[str, str], ...]
"""Key -> a text that is equal for equal values; a file that is named counts with what it holds."""

START = "@start"
HANDLERS = "@handlers"
IDLE = "@idle"


class PictureNode(Struct, frozen=True):
    key: str
    """Different for every node of a picture. That of a node of the flow is its id."""
    id: str
    """As it is shown."""
    family: Family
    type: str = ""
    subject: str = ""
    """What it is about: a tool, a variable, an outcome."""
    says: str = ""
    place: str = ""
    """`file:line`."""
    severity: Severity | None = None
    """The worst of what was found in it."""
    rules: tuple[str, ...] = ()
    is_unreachable: bool = False
    is_dead_end: bool = False
    facts: Facts = ()
    change: Change | None = None
    changed_keys: tuple[str, ...] = ()
    was: str = ""
    """The id before it was renamed."""
    hides: int = 0
    """Count of nodes that this one stands for."""


class PictureEdge(Struct, frozen=True):
    origin: str
    target: str
    kind: EdgeKind
    condition: str = ""
    """In full: what is written behind `if`, `on` or `when`, or the name of a choice."""
    is_dotted: bool = False
    """It holds everywhere, not only in one node."""
    returns: bool = False
    place: str = ""
    facts: Facts = ()
    change: Change | None = None
    changed_keys: tuple[str, ...] = ()


class Picture(Struct, frozen=True):
    flow: str
    nodes: tuple[PictureNode, ...]
    edges: tuple[PictureEdge, ...]
    facts: Facts = ()
    """Everything of the flow outside of its nodes."""
    changed_keys: tuple[str, ...] = ()
    """Of those facts."""
    is_comparison: bool = False
    notes: tuple[str, ...] = ()
    """Whole sentences on what the picture leaves out or cannot show."""


def key_of(node_id: str) -> str:
    """Keys of what is no node begin with @; a node whose author chose such an id gets another key."""
    return f"@node:{node_id}" if node_id.startswith("@") else node_id


def missing_key(node_id: str) -> str:
    return f"@missing:{node_id}"
