"""`dtmf`: presses keys for the flow."""

from __future__ import annotations

import re
from typing import ClassVar

from talkif_schemas import artifact

from ..fields.edges import Ways
from ..fields.leaves import Data
from ..fields.lowering import Lowering
from ..fields.problems import Problems
from .fields import RESTING, NodeFields

_KEYS = re.compile(r"[0-9*#wW]{1,64}")


class Dtmf(NodeFields):
    """Presses keys, as in another company's menu, and goes on."""

    TYPE: ClassVar[str] = "dtmf"
    WAYS: ClassVar[Ways] = RESTING

    digits: Data
    """`0-9*#`; `w` pauses for half a second, `W` for a whole one: "1ww4150#". A template."""

    def verify(self, problems: Problems) -> None:
        text = self.digits.scalar.text
        if "{{" not in text and not self.digits.in_file and not _KEYS.fullmatch(text):
            hint = "Use `0-9*#`, and `w` or `W` for pauses; at most 64 of them."
            problems.report("wrong-type", f"`{text}` are no keys", self.digits.span, help=hint)

    def lower(self, lowering: Lowering) -> artifact.DtmfNode:
        return artifact.DtmfNode(type="dtmf", digits=lowering.template(self.digits), **self.shared(lowering))
