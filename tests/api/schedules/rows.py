"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "schedules": [{
        "schedule_id": example_id("schedule"), "name": SECRET, "timezone": "Europe/Berlin",
        "windows": Jsonb([{"day": "monday", "start": "09:00", "end": "17:00"}]),
    }],
}  # fmt: skip
