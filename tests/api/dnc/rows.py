"""What an account has before another tries to reach it. The number is the one that the examples of bodies name."""

from __future__ import annotations

from typing import Any, Final

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "dnc_entries": [{
        "entry_id": example_id("dnc"), "phone_number": "+14155551234", "reason": "legal", "note": SECRET,
        "source": "call", "call_id": example_id("call"),
    }],
}  # fmt: skip
