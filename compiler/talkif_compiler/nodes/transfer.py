"""`transfer`: connects the caller to somebody else. Success ends the flow."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..defaults import RING_MS
from ..fields.edges import Ways
from ..fields.leaves import DurationMs, Lenient, Name, OneOrMore, PhoneNumber, Prompt, Spanned, Speech, keyword
from ..fields.lowering import Lowering
from ..fields.problems import Problems
from .fields import NodeFields


class Transfer(NodeFields):
    TYPE: ClassVar[str] = "transfer"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("success", "busy", "no_answer", "failure", "closed"), ("failure",))
    ENDS: ClassVar[bool] = True

    to: OneOrMore[PhoneNumber]
    """E.164 numbers, SIP URIs, templates, or `{number: name}` of the environment; tried in order."""
    mode: Annotated[Spanned[str], keyword("cold", "warm")] | None = None
    """`cold` (as if left out) connects at once; `warm` tells the colleague first what the call is about."""
    briefing: Prompt | None = None
    """What a model is asked to tell the colleague, from what has been said. For `warm`."""
    whisper: Speech | None = None
    """What the colleague hears before the caller, word for word."""
    say: Speech | None = None
    """What the caller hears before the transfer."""
    ring: Lenient[DurationMs] = None
    """How long each number rings."""
    hours: Name | None = None
    """Schedule of the project; outside of it the node takes `on: closed` without dialling."""
    caller_id: PhoneNumber | None = None
    """Number that the colleague sees."""

    def verify(self, problems: Problems) -> None:
        if self.briefing is not None and (self.mode is None or self.mode.value != "warm"):
            problems.report("wrong-type", "`briefing` belongs to `mode: warm`", self.briefing.span)

    @property
    def events(self) -> tuple[str, ...]:
        return self.WAYS.events if self.hours is not None else self.WAYS.events[:-1]

    @property
    def needed(self) -> tuple[str, ...]:
        return (*self.WAYS.needed, "closed") if self.hours is not None else self.WAYS.needed

    def lower(self, lowering: Lowering) -> artifact.TransferNode:
        return artifact.TransferNode(
            type="transfer",
            to=tuple(lowering.phone(target) for target in self.to),
            mode="warm" if self.mode is not None and self.mode.value == "warm" else "cold",
            briefing=lowering.maybe(self.briefing),
            whisper=lowering.maybe(self.whisper),
            say=lowering.maybe(self.say),
            ring_ms=self.ring.value if self.ring else RING_MS,
            hours=lowering.hours(self.hours, None) if self.hours is not None else None,
            caller_id=lowering.phone(self.caller_id) if self.caller_id is not None else None,
            **self.shared(lowering),
        )
