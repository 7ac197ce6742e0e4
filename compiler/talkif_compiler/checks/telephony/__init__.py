"""Keys, numbers, transfers."""

from __future__ import annotations

from ..family import Check, Family
from . import (
    menu_duplicate_key,
    transfer_number_invalid,
)

FAMILY = Family(
    "telephony",
    "Telephony",
    (
        Check(menu_duplicate_key.RULE, menu_duplicate_key.check),
        Check(transfer_number_invalid.RULE, transfer_number_invalid.check),
    ),
)
