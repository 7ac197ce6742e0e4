"""`dnc`: puts the caller's number on the account's do-not-call list."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Data, Lenient
from ..fields.lowering import Lowering
from .fields import ONWARD, NodeFields


class Dnc(NodeFields):
    """Puts the other party's number on the account's do-not-call list and goes on."""

    TYPE: ClassVar[str] = "dnc"
    WAYS: ClassVar[Ways] = ONWARD
    INSTANT: ClassVar[bool] = True

    reason: Lenient[Data] = None
    """Why, for the list."""

    def lower(self, lowering: Lowering) -> artifact.DncNode:
        return artifact.DncNode(type="dnc", reason=lowering.maybe(self.reason), **self.shared(lowering))
