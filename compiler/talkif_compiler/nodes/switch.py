"""`switch`: goes where the value of an expression leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.bounds import FILLED_MAPPING
from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import Expression, Lenient, MapOf, Name, Spanned
from ..fields.lowering import Lowering
from .fields import NodeFields


class Switch(NodeFields):
    """Goes where the value of an expression leads."""

    TYPE: ClassVar[str] = "switch"
    WAYS: ClassVar[Ways] = Ways(frozenset({"else"}))
    INSTANT: ClassVar[bool] = True

    on: Expression
    """CEL whose value is text, a number or a boolean: `inputs.plan`."""
    cases: Annotated[MapOf[Lenient[Name]], FILLED_MAPPING]
    """Value -> node. `else` may be left out when the cases name every value of an enum."""

    def targets(self) -> Iterator[tuple[Spanned[str] | None, EdgeFields | None]]:
        for target in self.cases.values():
            yield target, None
        yield from super().targets()

    def lower(self, lowering: Lowering) -> artifact.SwitchNode:
        cases = {str(value): target.value for value, target in self.cases.items() if target is not None}
        return artifact.SwitchNode(type="switch", on=self.on.source, cases=cases, **self.shared(lowering))
