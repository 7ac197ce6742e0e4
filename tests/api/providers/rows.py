"""What an account has before another tries to reach it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from psycopg.types.json import Jsonb

from talkif_schemas.ids import example_id
from talkif_schemas.provider_credentials import seal_credentials
from talkif_schemas.resources.providers import TwilioCredentials
from tests.api.secret import SEALER, SECRET
from tests.vendors.twilio_server import ACCOUNT_SID, KEY_SECRET, KEY_SID

_CREDENTIALS: Final = TwilioCredentials(auth_token=SECRET, api_key_sid=KEY_SID, api_key_secret=KEY_SECRET)

ROWS: Final[dict[str, list[dict[str, Any]]]] = {
    "telephony_providers": [{
        "provider_id": example_id("provider"), "name": SECRET, "type": "byoc_twilio",
        "config": Jsonb({"accountSid": ACCOUNT_SID}),
        "credentials": seal_credentials(SEALER, example_id("provider"), _CREDENTIALS),
        "credentials_set_at": datetime(2026, 1, 1, tzinfo=UTC),
    }],
}  # fmt: skip
