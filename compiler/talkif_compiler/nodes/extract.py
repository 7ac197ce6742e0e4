"""`extract`: reads values out of what has been said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from talkif_schemas import artifact
from talkif_schemas.types import TypeSpec

from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import Lenient, MapOf, Name, Prompt, Spanned, keyword
from ..fields.lowering import Lowering
from ..fields.type_fields import TypeFields
from .fields import NodeFields, filled_on_success


class Extract(NodeFields):
    """Reads values out of what has been said, without asking anybody."""

    TYPE: ClassVar[str] = "extract"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("success", "failure"), ("success", "failure"))

    into: Name
    """Variable that takes the values."""
    schema: MapOf[TypeFields] | None = None
    """What to look for: name -> type. Without it, the variable's own type says so."""
    about: Lenient[Prompt] = None
    """What to look for, in words."""
    from_: Annotated[Spanned[str], keyword("call", "node", "last")] | None = None
    """The whole call, what was said since the last agent node began, or the caller's last words."""

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        return filled_on_success(self.into, edge)

    def written(self) -> Iterator[Spanned[str]]:
        yield self.into

    def shape(self, variable: TypeSpec) -> TypeSpec:
        if self.schema is None:
            return variable
        return TypeSpec(type="object", properties={str(name): item.spec() for name, item in self.schema.items()})

    def lower(self, lowering: Lowering) -> artifact.ExtractNode:
        return artifact.ExtractNode(
            type="extract",
            into=self.into.value,
            shape=self.shape(lowering.variables[self.into.value]),
            about=lowering.maybe(self.about),
            source=self.from_.value if self.from_ else "call",
            **self.shared(lowering),
        )
