"""Every vendor whom the API asks, on loopback, with what the examples of the description name."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from talkif_api.cli.local import free_ports
from talkif_schemas.vendor_keys import KEY_VARIABLES
from tests.vendors import catalogue_server, structured_server
from tests.vendors.structured_server import Says, StructuredServer
from tests.vendors.twilio_server import ACCOUNT_SID, AUTH_TOKEN, TwilioServer

_DRAFT = Says(json.dumps({"name": "Reminder", "content": "Remind {{contact.firstName}}."}))


@asynccontextmanager
async def vendors() -> AsyncIterator[dict[str, str]]:
    """Settings that lead there."""
    model = StructuredServer("openai", [_DRAFT])
    async with (
        TwilioServer() as twilio,
        catalogue_server.catalogue_server() as catalogue,
        model.running(free_ports().api) as model_url,
    ):
        twilio.numbers.add("+14155550101")
        twilio.numbers.available["+14155550102"] = "local"
        urls = catalogue.urls | {"openai": model_url, "twilio": twilio.url}
        keys = {"cartesia": catalogue_server.KEY, "elevenlabs": catalogue_server.KEY, "openai": structured_server.KEY}
        yield {
            "TALKIF_PUBLIC_URL": "https://calls.example.com",
            "TALKIF_VENDOR_URLS": ",".join(f"{vendor}={url}" for vendor, url in urls.items()),
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            **{KEY_VARIABLES[vendor]: key for vendor, key in keys.items()},
        }
