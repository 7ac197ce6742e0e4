"""`collect`: asks until it has one value of the right shape, or gives up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..defaults import ANSWER_TIMEOUT_MS
from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import (
    Condition,
    DurationMs,
    Flag,
    Label,
    Lenient,
    ListOf,
    Name,
    OneOrMore,
    PositiveCount,
    Spanned,
    Speech,
    keyword,
)
from ..fields.lowering import Lowering
from .fields import NodeFields
from .retries import RetryFields, lower_retries
from .slots import SLOTS, max_digits, slot_for


class Collect(NodeFields):
    TYPE: ClassVar[str] = "collect"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("done", "gave_up"), ("done",))
    LISTENS: ClassVar[bool] = True
    GOES_ON: ClassVar[bool] = False

    into: Name
    """Variable that takes the value."""
    ask: Speech
    """The question. A template."""
    slot: Annotated[Spanned[str], keyword(*SLOTS)] | None = None
    """Kind of value; without it, the variable's type decides."""
    values: ListOf[Label] | None = None
    """What an `enum` slot takes. Without it, the values of the variable."""
    input: OneOrMore[Annotated[Spanned[str], keyword("speech", "dtmf")]] | None = None
    """How the caller may answer: `speech`, `dtmf`, or both. `speech` if left out."""
    max_digits: Lenient[PositiveCount] = None
    """Count of keys after which the answer is complete."""
    validate: Condition | None = None
    """CEL over `value`, the answer; `false` means that it does not fit."""
    confirm: Lenient[Annotated[Spanned[str], keyword("never", "always", "low_confidence")]] = None
    """Whether the value is read back for a yes: `never` (as if left out), `always`, `low_confidence`."""
    retries: RetryFields | None = None
    """What is said when an answer is missing or does not fit, and how often."""
    timeout: Lenient[DurationMs] = None
    """Silence after the question that counts as no input: `7s`."""
    interruptible: Flag | None = None
    """Whether the caller can cut the question short. Without it, the flow's setting holds."""

    def assigned_before(self, edge: EdgeFields | None) -> Iterable[str]:
        return (self.into.value,) if edge and edge.on and edge.on.value == "done" else ()

    def written(self) -> Iterator[Spanned[str]]:
        yield self.into

    def slot_type(self, lowering: Lowering) -> artifact.SlotType:
        if self.slot is not None:
            return self.slot.value  # type: ignore[return-value]
        return slot_for(lowering.variables[self.into.value])

    def lower(self, lowering: Lowering) -> artifact.CollectNode:
        variable = lowering.variables[self.into.value]
        inputs = {item.value for item in self.input or ()} or {"speech"}
        return artifact.CollectNode(
            type="collect",
            into=self.into.value,
            ask=lowering.template(self.ask),
            slot=self.slot_type(lowering),
            values=tuple(value.value for value in self.values) if self.values else variable.values,
            pattern=variable.pattern,
            speech="speech" in inputs,
            dtmf="dtmf" in inputs,
            max_digits=self.max_digits.value if self.max_digits else max_digits(variable),
            check=self.validate.source if self.validate else None,
            confirm=self.confirm.value if self.confirm else "never",
            retries=lower_retries(self.retries, lowering),
            timeout_ms=self.timeout.value if self.timeout else ANSWER_TIMEOUT_MS,
            interruptible=self.takes_interruption(self.interruptible, lowering),
            **self.shared(lowering),
        )
