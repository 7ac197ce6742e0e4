"""What an account has before another tries to reach it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_schemas.ids import example_id
from tests.api.registry.rows import DIGEST, VERSION
from tests.api.secret import SECRET

_FINDINGS: Final = {
    "summary": SECRET, "sentiment": {"label": "neutral", "confidence": 0.5}, "intents": [SECRET], "topics": [SECRET],
    "actionItems": [SECRET], "outcome": SECRET, "outputs": {"name": SECRET},
}  # fmt: skip
#: Object key.
RECORDING: Final = "a.wav"

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "calls": [{
        "call_id": example_id("call"), "direction": "inbound", "from_number": "+14155550199",
        "to_number": "+14155550100", "flow_id": example_id("flow"), "environment": "production", "version": VERSION,
        "digest": DIGEST, "carrier": "twilio", "carrier_call_id": "CA1", "status": "completed", "outcome": SECRET,
        "ended_at": datetime(2026, 1, 1, tzinfo=UTC),
        "recording_key": RECORDING, "recording_ms": 1,
    }],
    "call_events": [{
        "call_id": example_id("call"), "seq": 1, "at_ms": 0, "name": "VariableSet",
        "data": Jsonb({"at_ms": 0, "name": SECRET, "value": SECRET, "node": "a"}),
    }],
    "call_orders": [{"call_id": example_id("call"), "kind": "end"}],
    "call_follow_ups": [{"call_id": example_id("call")}],
    "call_costs": [{
        "call_id": example_id("call"), "component": "llm", "provider": SECRET, "unit": "input_token", "quantity": 1,
        "currency": "USD",
    }],
    "call_quality": [{"call_id": example_id("call"), "codec": SECRET}],
    "call_analyses": [{
        "call_id": example_id("call"), "state": "completed", "findings": Jsonb(_FINDINGS),
    }],
}  # fmt: skip
