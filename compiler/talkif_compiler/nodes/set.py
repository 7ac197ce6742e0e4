"""`set`: assigns variables and goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.bounds import FILLED_MAPPING
from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import Expression, Key, MapOf
from ..fields.lowering import Lowering, sources
from .fields import ONWARD, NodeFields


class Set(NodeFields):
    TYPE: ClassVar[str] = "set"
    WAYS: ClassVar[Ways] = ONWARD
    INSTANT: ClassVar[bool] = True

    assignments: Annotated[MapOf[Expression], FILLED_MAPPING]
    """Variable -> CEL. All of them are evaluated before any is assigned."""

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        return self.assignments

    def written(self) -> Iterator[Key]:
        yield from self.assignments

    def lower(self, lowering: Lowering) -> artifact.SetNode:
        return artifact.SetNode(type="set", assign=sources(self.assignments), **self.shared(lowering))
