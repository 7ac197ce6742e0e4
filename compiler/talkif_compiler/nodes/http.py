"""`http`: sends a request that only this node uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import Name, Spanned, Speech
from ..fields.lowering import Lowering
from ..fields.request import RequestFields
from .fields import NodeFields, filled_on_success


class Http(NodeFields, RequestFields):
    TYPE: ClassVar[str] = "http"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("success", "failure", "timeout"), ("success", "failure"))
    GOES_ON: ClassVar[bool] = False

    into: Name | None = None
    """Variable that takes the result."""
    say: Speech | None = None
    """What the caller hears meanwhile. A template."""

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        return filled_on_success(self.into, edge)

    def written(self) -> Iterator[Spanned[str]]:
        if self.into:
            yield self.into

    def lower(self, lowering: Lowering) -> artifact.HttpNode:
        return artifact.HttpNode(
            type="http",
            request=self.lower_request(lowering),
            into=self.into.value if self.into else None,
            say=lowering.maybe(self.say),
            **self.shared(lowering),
        )
