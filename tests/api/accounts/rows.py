"""What an account has before another tries to reach it."""

from __future__ import annotations

from typing import Any, Final

from talkif_schemas.ids import example_id
from tests.api.secret import SECRET

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "api_keys": [
        {
            "key_id": example_id("key"),
            "name": SECRET,
            "prefix": "tif_live_hush",
            "hash": b"hash",
            "scopes": ["*"],
        }
    ],
}
