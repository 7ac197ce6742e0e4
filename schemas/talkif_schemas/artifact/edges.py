"""Ways out of a node."""

from __future__ import annotations

from typing import Literal

from ..template_ast import Template
from ..types import Frozen

EdgeKind = Literal["always", "if", "on", "when", "else"]


class Edge(Frozen):
    """One way out of a node. `kind` says which of the optional fields is set."""

    kind: EdgeKind
    to: str
    condition: str | None = None
    """CEL source of an `if` edge; its type is bool."""
    event: str | None = None
    """Name of the event of an `on` edge, such as `done`, `timeout` or `dtmf:0`."""
    when: str | None = None
    """What the model has to recognise, for a `when` edge."""
    say: Template | None = None
    assign: dict[str, str] = {}
    """Variable -> CEL source, evaluated before the edge is taken. No assignment reads what another one sets."""


class Handler(Edge):
    """A flow-wide edge that holds in every node."""

    kind: Literal["if", "on", "when"]
    returns: bool = False
    """True when the caller comes back to the node they left once the handler's node is done."""
