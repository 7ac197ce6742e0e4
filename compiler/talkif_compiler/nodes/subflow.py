"""`subflow`: runs another flow and comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import EdgeFields, HandlerFields, Ways
from ..fields.leaves import Expression, Key, Lenient, MapOf, Name, Slug
from ..fields.lowering import Lowering, sources
from ..fields.version_range import Range
from .fields import NodeFields


class Subflow(NodeFields):
    """Runs another flow and comes back by the exit that it took."""

    TYPE: ClassVar[str] = "subflow"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}))
    INSTANT: ClassVar[bool] = True

    flow: Slug
    """Id of the flow: one of this repository, or one that `talkif.lock` imports."""
    version: Lenient[Range] = None
    """Versions of an imported flow that will do, such as `^1.2`."""
    inputs: MapOf[Expression] | None = None
    """Input of the other flow -> CEL."""
    outputs: MapOf[Name] | None = None
    """Variable of this flow -> output of the other flow."""

    def is_left_by(self, handler: HandlerFields) -> bool:
        # While the other flow runs, its own handlers hold; that the caller is gone is told to every flow around it.
        return handler.on is not None and handler.on.value == "hangup"

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        # An output may have been left unfilled; whether it is, only the other flow knows.
        return ()

    def written(self) -> Iterator[Key]:
        yield from self.outputs or ()

    def lower(self, lowering: Lowering) -> artifact.SubflowNode:
        return artifact.SubflowNode(
            type="subflow",
            flow=self.flow.value,
            inputs=sources(self.inputs),
            outputs={str(variable): output.value for variable, output in (self.outputs or {}).items()},
            **self.shared(lowering),
        )
