"""`menu`: offers a few choices, by voice or keypad."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..defaults import ANSWER_TIMEOUT_MS
from ..fields.bounds import FILLED_MAPPING
from ..fields.edges import EdgeFields, Ways
from ..fields.leaves import DurationMs, Flag, Label, Leaf, Lenient, MapOf, OneOrMore, Spanned, Speech, Target
from ..fields.lowering import Lowering
from ..fields.problems import Problems
from ..fields.record import Record
from ..syntax.document import Scalar, Value
from .fields import NodeFields
from .retries import RetryFields, lower_retries


def _read_digit(value: Value, problems: Problems) -> Spanned[str]:
    if not isinstance(value, Scalar) or len(value.text) != 1 or value.text not in "0123456789*#":
        problems.wrong_type(value, "one key of a phone: 0 to 9, * or #")
    return Spanned(value.text, value.span)


DigitKey = Annotated[Spanned[str], Leaf(_read_digit, {"type": ["string", "integer"]})]


class ChoiceFields(Record):
    to: Target
    """Node that the choice leads to."""
    dtmf: DigitKey | None = None
    """Key that chooses it."""
    says: OneOrMore[Label] | None = None
    """Words or phrases that choose it."""


class Menu(NodeFields):
    TYPE: ClassVar[str] = "menu"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("no_input", "no_match"), ("no_input", "no_match"))
    LISTENS: ClassVar[bool] = True
    GOES_ON: ClassVar[bool] = False

    ask: Speech
    """The question. A template."""
    choices: Annotated[MapOf[ChoiceFields], FILLED_MAPPING]
    """Name -> choice."""
    retries: RetryFields | None = None
    """What is said when no choice is made, and how often."""
    timeout: Lenient[DurationMs] = None
    """Silence after the question that counts as no input: `7s`."""
    interruptible: Flag | None = None
    """Whether the caller can cut the question short. Without it, the flow's setting holds."""

    def targets(self) -> Iterator[tuple[Spanned[str] | None, EdgeFields | None]]:
        for choice in self.choices.values():
            yield choice.to, None
        yield from super().targets()

    def lower(self, lowering: Lowering) -> artifact.MenuNode:
        choices = tuple(
            artifact.Choice(
                key=str(key),
                to=choice.to.value,
                dtmf=choice.dtmf.value if choice.dtmf else None,
                says=tuple(phrase.value for phrase in choice.says or ()),
            )
            for key, choice in sorted(self.choices.items())
        )
        return artifact.MenuNode(
            type="menu",
            ask=lowering.template(self.ask),
            choices=choices,
            retries=lower_retries(self.retries, lowering),
            timeout_ms=self.timeout.value if self.timeout else ANSWER_TIMEOUT_MS,
            interruptible=self.takes_interruption(self.interruptible, lowering),
            **self.shared(lowering),
        )
