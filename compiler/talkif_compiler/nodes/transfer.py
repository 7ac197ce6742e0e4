"""`transfer`: connects the caller to somebody else. Success ends the flow."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..defaults import RING_MS
from ..edges import Ways
from ..leaves import Data, DurationMs, OneOrMore, Spanned, Speech, keyword
from ..lowering import Lowering
from .fields import NodeFields


class Transfer(NodeFields):
    TYPE: ClassVar[str] = "transfer"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("success", "busy", "no_answer", "failure"), ("failure",))
    ENDS: ClassVar[bool] = True
    NOT_YET: ClassVar[dict[str, str]] = {
        "briefing": "Transfers are cold in this version.",
        "whisper": "Transfers are cold in this version.",
        "hours": "Decide with a `branch` node before the transfer.",
    }

    to: OneOrMore[Data]
    mode: Annotated[Spanned[str], keyword("cold")] | None = None
    say: Speech | None = None
    ring: DurationMs | None = None
    caller_id: Data | None = None

    def lower(self, lowering: Lowering) -> artifact.TransferNode:
        return artifact.TransferNode(
            type="transfer",
            to=lowering.all(self.to),
            mode="cold",
            say=lowering.maybe(self.say),
            ring_ms=self.ring.value if self.ring else RING_MS,
            caller_id=lowering.maybe(self.caller_id),
            **self.shared(lowering),
        )
