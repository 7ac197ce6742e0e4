"""What an account has before another tries to reach it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, dict[str, Any]]] = {
    "telephony_providers": {
        "provider_id": example_id("provider"), "name": SECRET, "type": "byoc_twilio",
        "config": Jsonb({"accountSid": "AC" + "1" * 32}), "credentials": b"sealed",
        "credentials_set_at": datetime(2026, 1, 1, tzinfo=UTC),
    },
}  # fmt: skip
