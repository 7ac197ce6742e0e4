"""`jump`: leaves for another flow."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Expression, Lenient, MapOf, Slug, Spanned, keyword
from ..fields.lowering import Lowering, sources
from ..fields.version_range import Range
from .fields import NodeFields


class Jump(NodeFields):
    """Leaves this flow for the start of another one, for good."""

    TYPE: ClassVar[str] = "jump"
    WAYS: ClassVar[Ways] = Ways(frozenset())
    ENDS: ClassVar[bool] = True
    INSTANT: ClassVar[bool] = True

    flow: Slug
    """Id of the flow: one of this repository, or one that `talkif.lock` imports."""
    version: Lenient[Range] = None
    """Versions of an imported flow that will do, such as `^1.2`."""
    inputs: MapOf[Expression] | None = None
    """Input of the other flow -> CEL."""
    context: Lenient[Annotated[Spanned[str], keyword("all", "last", "none")]] = None
    """What models go on seeing of the dialogue: `all` of it (as if left out), the caller's `last` turn, or `none`."""

    def lower(self, lowering: Lowering) -> artifact.JumpNode:
        return artifact.JumpNode(
            type="jump",
            flow=self.flow.value,
            inputs=sources(self.inputs),
            context=self.context.value if self.context else "all",
            **self.shared(lowering),
        )
