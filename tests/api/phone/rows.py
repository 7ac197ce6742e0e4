"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "phone_numbers": [{
        "number_id": example_id("number"), "number": "+14155550100", "provider": "managed_twilio", "label": SECRET,
    }],
    "number_purchases": [{"purchase_id": example_id("purchase"), "number": "+14155550109", "label": SECRET}],
}  # fmt: skip
