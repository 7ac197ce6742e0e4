"""`branch`: takes the first edge whose condition holds."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Next, Ways
from ..fields.lowering import Lowering
from .fields import NodeFields


class Branch(NodeFields):
    TYPE: ClassVar[str] = "branch"
    WAYS: ClassVar[Ways] = Ways(frozenset({"if", "else"}))
    INSTANT: ClassVar[bool] = True

    next: Next

    def lower(self, lowering: Lowering) -> artifact.BranchNode:
        return artifact.BranchNode(type="branch", **self.shared(lowering))
