"""`note`: a remark in the picture of a flow."""

from __future__ import annotations

from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Label
from ..fields.lowering import Lowering
from .fields import NodeFields


class Note(NodeFields):
    """A remark for people. No call ever comes here, and it is in no artifact."""

    TYPE: ClassVar[str] = "note"
    WAYS: ClassVar[Ways] = Ways(frozenset())

    text: Label
    """The remark."""

    def lower(self, lowering: Lowering) -> artifact.Node:
        raise AssertionError("notes are left out when a flow is linked")
