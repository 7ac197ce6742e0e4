"""`tool`: calls one of the flow's tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import Count, Data, DurationMs, Lenient, MapOf, Name, Spanned, Speech
from ..fields.lowering import Lowering
from .fields import NodeFields, filled_on_success


class Tool(NodeFields):
    TYPE: ClassVar[str] = "tool"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("success", "failure", "timeout"), ("success", "failure"))
    GOES_ON: ClassVar[bool] = False

    tool: Name
    """One of the flow's tools."""
    args: MapOf[Data] | None = None
    """Argument -> template."""
    into: Name | None = None
    """Variable that takes the result."""
    say: Speech | None = None
    """What the caller hears meanwhile."""
    timeout: Lenient[DurationMs] = None
    """Instead of the tool's own."""
    retries: Lenient[Count] = None
    """Instead of the tool's own."""

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        return filled_on_success(self.into, edge)

    def written(self) -> Iterator[Spanned[str]]:
        if self.into:
            yield self.into

    def lower(self, lowering: Lowering) -> artifact.ToolNode:
        return artifact.ToolNode(
            type="tool",
            tool=self.tool.value,
            args={str(name): lowering.template(text) for name, text in (self.args or {}).items()},
            into=self.into.value if self.into else None,
            say=lowering.maybe(self.say),
            timeout_ms=self.timeout.value if self.timeout else None,
            retries=self.retries.value if self.retries else None,
            **self.shared(lowering),
        )
