"""`split`: sends a share of the calls each way."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Count, Lenient, MapOf, Spanned, keyword
from ..fields.lowering import Lowering
from ..fields.problems import Problems, Refused
from .fields import NodeFields


class Split(NodeFields):
    """Sends a share of the calls each way, to compare two wordings or two ways."""

    TYPE: ClassVar[str] = "split"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}))
    INSTANT: ClassVar[bool] = True

    weights: MapOf[Count]
    """Arm -> weight. Each arm is an event that an `on` edge takes."""
    sticky: Lenient[Annotated[Spanned[str], keyword("contact", "call")]] = None
    """`contact` (as if left out): the same person always takes the same arm. `call`: every call is drawn anew."""

    def verify(self, problems: Problems) -> None:
        if not sum(weight.value for weight in self.weights.values()):
            message = "the weights add up to nothing"
            problems.report("wrong-type", message, self.mapping.entries["weights"].key.span)
            raise Refused

    @property
    def events(self) -> tuple[str, ...]:
        return tuple(str(arm) for arm in self.weights)

    @property
    def needed(self) -> tuple[str, ...]:
        return tuple(str(arm) for arm, weight in self.weights.items() if weight.value)

    def lower(self, lowering: Lowering) -> artifact.SplitNode:
        return artifact.SplitNode(
            type="split",
            weights={str(arm): weight.value for arm, weight in self.weights.items()},
            sticky=self.sticky.value if self.sticky else "contact",
            **self.shared(lowering),
        )
