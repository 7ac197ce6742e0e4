"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "webhook_endpoints": [{
        "endpoint_id": example_id("webhook"), "url": f"https://{SECRET}.example.com", "events": ["flow.*"],
        "secret": b"sealed",
    }],
    "webhook_messages": [{
        "message_id": example_id("msg"), "type": "flow.published", "data": Jsonb({"flowId": SECRET}),
    }],
    "webhook_deliveries": [{
        "delivery_id": example_id("delivery"), "endpoint_id": example_id("webhook"), "message_id": example_id("msg"),
    }],
}  # fmt: skip
