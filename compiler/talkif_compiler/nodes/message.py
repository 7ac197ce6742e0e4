"""`message`: sends a text message."""

from __future__ import annotations

from typing import Annotated, ClassVar

from talkif_schemas import artifact

from ..fields.bounds import FILLED_TEXT
from ..fields.edges import Ways
from ..fields.leaves import Data, Lenient, PhoneNumber, Spanned, keyword
from ..fields.lowering import Lowering
from .fields import NodeFields


class Message(NodeFields):
    """Sends a text message."""

    TYPE: ClassVar[str] = "message"
    WAYS: ClassVar[Ways] = Ways(frozenset({"on"}), ("success", "failure"), ("success", "failure"))
    GOES_ON: ClassVar[bool] = False

    channel: Lenient[Annotated[Spanned[str], keyword("sms")]] = None
    """`sms`."""
    to: PhoneNumber
    """E.164 number, a template such as `{{contact.phone}}`, or `{number: name}` of the environment."""
    from_: PhoneNumber | None = None
    """Without it, the number of the call."""
    text: Annotated[Data, FILLED_TEXT]
    """What it says. A template."""

    def lower(self, lowering: Lowering) -> artifact.MessageNode:
        return artifact.MessageNode(
            type="message",
            to=lowering.phone(self.to),
            sender=lowering.phone(self.from_) if self.from_ is not None else None,
            text=lowering.template(self.text),
            **self.shared(lowering),
        )
