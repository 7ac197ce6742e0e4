"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

VERSION: Final = "1.4.0"
DIGEST: Final = "sha256:" + "5" * 64

#: Path parameters that are no ids.
NAMES: Final = {"version": VERSION, "environment": "production", "otherVersion": VERSION}

ROWS: Final[dict[str, dict[str, Any]]] = {
    "flows": {"flow_id": example_id("flow"), "slug": "a", "name": SECRET},
    "artifacts": {"digest": DIGEST, "body": SECRET.encode()},
    "flow_versions": {
        "flow_id": example_id("flow"), "version": VERSION, "major": 1, "minor": 4, "patch": 0, "digest": DIGEST,
        "contract_hash": "c", "behaviour_hash": "b", "bump": "first", "source": Jsonb({"text": SECRET}),
        "notes": SECRET, "published_by": example_id("key"),
    },
    "flow_pointers": {"flow_id": example_id("flow"), "environment": "production", "version": VERSION},
    "flow_canaries": {
        "flow_id": example_id("flow"), "environment": "production", "version": VERSION, "weight_percent": 5,
    },
    "flow_pointer_moves": {
        "flow_id": example_id("flow"), "environment": "production", "act": "publish", "to_version": VERSION,
        "reason": SECRET, "actor": example_id("key"),
    },
}  # fmt: skip
