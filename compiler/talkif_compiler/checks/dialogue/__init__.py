"""What a caller goes through."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    collect_without_gave_up,
)

FAMILY = Family(
    "dialogue",
    "Conversation",
    (Check(collect_without_gave_up.RULE, collect_without_gave_up.check),),
)
